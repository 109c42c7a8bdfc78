import { describe, expect, it } from 'vitest';
import { buildBody } from '../../../src/submit/body.ts';
import { openBodyStore } from '../../../src/submit/body-store.ts';
import { aBatch, aRecipient, SENDER } from '../../fakes/records.ts';

const ONE = [aRecipient(1), aRecipient(2)];
const batch = aBatch({ number: 2, from: SENDER, withheld: 0 });

describe('a body that is built ahead', () => {
  it('is the one that the batch is offered with', async () => {
    const { store, reads } = openOver([ONE]);
    store.buildAhead(1, batch);
    expect(await store.take(1, batch, 0)).toEqual(await buildBody(SENDER, [ONE]));
    expect(reads()).toBe(1);
  });

  it('is thrown away where somebody was left out since', async () => {
    const { store, reads } = openOver([ONE, ONE.slice(1)]);
    store.buildAhead(1, batch);
    expect(await store.take(1, batch, 1)).toEqual(await buildBody(SENDER, [ONE.slice(1)]));
    expect(reads()).toBe(2);
  });

  it.each([
    ['another batch', 1, aBatch({ number: 3 })],
    ['a batch of another run', 2, batch],
    ['a batch that was offered before and is in doubt', 1, aBatch({ number: 2, state: 'in_doubt' })],
  ])('is not taken for %s', async (_, runId, other) => {
    const { store, reads } = openOver([ONE, ONE]);
    store.buildAhead(1, batch);
    await store.take(runId, other, 0);
    expect(reads()).toBe(2);
  });

  it('is taken once', async () => {
    const { store, reads } = openOver([ONE, ONE]);
    store.buildAhead(1, batch);
    await store.take(1, batch, 0);
    await store.take(1, batch, 0);
    expect(reads()).toBe(2);
  });

  it('that failed is built anew, and only that failure is told', async () => {
    const { store } = openOver([]);
    store.buildAhead(1, batch);
    await expect(store.take(1, batch, 0)).rejects.toThrow('nothing to read');
  });
});

function openOver(answers: readonly (typeof ONE)[]) {
  let read = 0;
  const batchRecipients = async function* () {
    const recipients = answers[read];
    read += 1;
    await Promise.resolve();
    if (recipients === undefined) throw new Error('nothing to read');
    yield recipients;
  };
  return { store: openBodyStore({ batchRecipients }), reads: () => read };
}
