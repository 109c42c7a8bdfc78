import { describe, expect, it } from 'vitest';
import type { ProviderError } from '../../src/core/error.ts';
import type { Provider } from '../../src/core/provider.ts';
import { playApi } from './api.ts';
import { offerOf, openProvider } from './open-provider.ts';

function listenTo(provider: Provider): readonly number[] {
  const silences: number[] = [];
  provider.onSilence((untilAt) => silences.push(untilAt));
  return silences;
}

describe('the allowance', () => {
  it('follows the limit that the headers name', async () => {
    const headers = {
      'X-Rate-Limit-Limit': '100',
      'X-Rate-Limit-Window': '60',
      'X-Rate-Limit-Group': 'light',
    };
    playApi({ body: { id: 'b' }, headers });
    const { provider, readState } = openProvider();
    await provider.readBatch('b');
    const [account] = Object.values(readState('rate.json') as Record<string, { light: object }>);
    expect(account?.light).toMatchObject({ limit: 100, windowMs: 60_000 });
  });
});

describe('after a 429', () => {
  it('nothing is sent until the penalty is over, whoever asks', async () => {
    playApi({ status: 429, headers: { 'Retry-After': '60' } });
    const { provider, clock } = openProvider();
    const silences = listenTo(provider);
    const startedAt = clock.now();
    await expect(provider.readBatch('b')).rejects.toMatchObject({ detail: { failure: 'rate-limited' } });
    expect(silences).toHaveLength(1);
    expect(silences[0]).toBeGreaterThanOrEqual(startedAt + 60_000);
    const waiting = [provider.readBatch('b'), provider.createBatch(offerOf())];
    const ended = Promise.allSettled(waiting);
    await provider.close();
    const outcomes = (await ended).map(
      (outcome) => (outcome as PromiseRejectedResult).reason as ProviderError,
    );
    expect(outcomes.map((error) => error.detail.failure)).toEqual(['unreachable', 'unreachable']);
  });

  it('a batch that waits is neither committed nor sent before the penalty is over', async () => {
    const order: string[] = [];
    playApi({ status: 429, headers: { 'Retry-After': '3600' } });
    const { provider, clock } = openProvider({ onCall: ({ method }) => order.push(method) });
    const silences = listenTo(provider);
    await provider.createBatch(offerOf());
    const offered = provider.createBatch(
      offerOf({ commit: () => Promise.resolve(void order.push('commit')) }),
    );
    expect(order).toEqual(['POST']);
    await provider.close();
    await expect(offered).rejects.toMatchObject({ detail: { failure: 'unreachable' } });
    expect(order).toEqual(['POST']);
    expect(clock.now()).toBeLessThan(silences[0] ?? 0);
  });

  it('the next process keeps the silence', async () => {
    playApi({ status: 429 });
    const first = openProvider();
    const told = listenTo(first.provider);
    await first.provider.readBatch('b').catch(() => undefined);
    const second = openProvider({ stateDirectory: first.stateDirectory });
    const [untilAt = 0] = listenTo(second.provider);
    expect(Math.abs(untilAt - (told[0] ?? 0))).toBeLessThan(10);
    expect(untilAt).toBeGreaterThan(second.clock.now() + 29_000);
  });
});
