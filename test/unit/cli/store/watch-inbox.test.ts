import { describe, expect, it } from 'vitest';
import { matchAll } from '../../../../src/cli/store/inbox.ts';
import { watchInbox } from '../../../../src/cli/store/watch-inbox.ts';
import type { Clock } from '../../../../src/core/clock.ts';
import { ProviderError, type ProviderFailure } from '../../../../src/core/error.ts';
import type { StoredMessage, StoredMessageQuery } from '../../../../src/core/high-volume-store.ts';

const START = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const EVERY = 15_000;

const reply = (id: string, createdAt: number): StoredMessage => ({
  ...{ id, batchId: null, from: '+14155550101', to: '+16505550100', direction: 'Inbound' },
  ...{ status: 'Delivered', errorCode: null, segments: 1, cost: null, updatedAt: null, text: id, createdAt },
});

type Look = readonly StoredMessage[] | ProviderFailure;

/** Follows an inbox that shows one thing after another. Gives what came out, and what was asked. */
async function watch(...looks: readonly Look[]) {
  const end = new AbortController();
  const queries: StoredMessageQuery[] = [];
  const troubles: string[] = [];
  let now = START;
  const clock: Clock = {
    ...{ now: () => now, monotonic: () => now },
    sleep: (ms) => {
      now += ms;
      if (queries.length >= looks.length) end.abort();
      return Promise.resolve();
    },
  };
  async function* messages(query: StoredMessageQuery) {
    const look = looks[queries.length] ?? [];
    queries.push(query);
    await Promise.resolve();
    if (typeof look === 'string') throw new ProviderError(look, { failure: look, call: 'GET' });
    yield {
      records: look.filter(({ createdAt }) => (createdAt ?? 0) >= query.dateFrom),
      nextPageToken: null,
    };
  }
  const onTrouble = (error: Error) => troubles.push(error.message);
  const ports = { highVolume: { messages }, clock, onTrouble };
  const query = { dateFrom: START - 60 * MINUTE, dateTo: START };
  const shown: string[] = [];
  const pages = watchInbox(ports, query, matchAll, { everyMs: EVERY, end: end.signal });
  for await (const { records } of pages) shown.push(...records.map(({ message }) => message.id));
  return { shown, queries, troubles };
}

describe('following an inbox', () => {
  it('shows what is there, oldest first, and then each new reply once', async () => {
    const [one, two, three] = [reply('1', START - 3), reply('2', START - 2), reply('3', START - 1)];
    expect((await watch([two, one], [two, one], [three, two, one])).shown).toEqual(['1', '2', '3']);
  });

  it('shows a reply that the store has late', async () => {
    const [early, late] = [reply('late', START - 5 * MINUTE), reply('1', START)];
    expect((await watch([late], [late, early])).shown).toEqual(['1', 'late']);
  });

  it('asks again from a while before the newest, and always up to a day from now', async () => {
    const { queries } = await watch([reply('1', START)], []);
    expect(queries[0]).toMatchObject({ dateFrom: START - 60 * MINUTE });
    expect(queries[1]).toMatchObject({ dateFrom: START - 10 * MINUTE });
    expect((queries[1]?.dateTo ?? 0) - (queries[0]?.dateTo ?? 0)).toBe(EVERY);
  });

  it.each<ProviderFailure>(['unreachable', 'rate-limited', 'unreadable'])(
    'goes on after a look that was %s, and misses nothing',
    async (failure) => {
      const { shown, troubles } = await watch([reply('1', START)], failure, [
        reply('2', START + 1),
        reply('1', START),
      ]);
      expect({ shown, troubles }).toEqual({ shown: ['1', '2'], troubles: [failure] });
    },
  );

  it('ends where waiting mends nothing', async () => {
    await expect(watch([], 'forbidden')).rejects.toMatchObject({ detail: { failure: 'forbidden' } });
  });
});
