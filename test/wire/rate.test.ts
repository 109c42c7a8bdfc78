import { describe, expect, it } from 'vitest';
import { offerOf, openProvider } from './open-provider.ts';
import { openRawServer, reply } from './raw-server.ts';

function countMost(instants: readonly number[], windowMs: number): number {
  return Math.max(
    ...instants.map((from) => instants.filter((at) => at >= from && at < from + windowMs).length),
  );
}

describe('the pace on the wire', () => {
  it('is the limit that the provider names, without a burst, also across a restart', async () => {
    const arrivals: number[] = [];
    const server = await openRawServer({
      onRequest: (socket, self) => {
        arrivals.push(performance.now());
        reply('200 OK', '{"id":"b"}', ['X-Rate-Limit-Limit: 20', 'X-Rate-Limit-Window: 1'])(socket, self);
      },
    });
    const first = openProvider({ server: server.url, callsPerSecond: 20 });
    await Promise.all(Array.from({ length: 30 }, () => first.provider.readBatch('b')));
    const second = openProvider({ server: server.url, stateDirectory: first.stateDirectory });
    await Promise.all(Array.from({ length: 30 }, () => second.provider.readBatch('b')));
    // Real time on a busy machine, seen by the receiver: exactness is proved on a virtual clock in the gate's own tests.
    expect(countMost(arrivals, 1000)).toBeLessThanOrEqual(22);
    expect(arrivals).toHaveLength(60);
  });

  it('writes no batch that was committed when a 429 came in between', async () => {
    const server = await openRawServer({
      onRequest: reply('429 Too Many Requests', '{}', ['Retry-After: 60']),
    });
    const { provider } = openProvider({ server: server.url });
    const commit = () =>
      provider.readBatch('b').then(
        () => undefined,
        () => undefined,
      );
    expect(await provider.createBatch(offerOf({ commit }))).toMatchObject({ kind: 'not-sent' });
    expect(server.requests.map((request) => request.slice(0, 4))).toEqual(['GET ']);
  });
});
