import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import type { RunLedger, TrackedBatch } from '../../../src/core/ledger.ts';
import type { BatchQuery, Page, RemoteBatch } from '../../../src/core/provider.ts';
import { listBatches } from '../../../src/track/list-batches.ts';
import { windowAround } from '../../../src/track/window.ts';
import { DAY, HOUR, openFakeClock, T0 } from '../../fakes/clock.ts';
import { providerOf } from '../../fakes/provider.ts';
import { aRemoteBatch, aRun, aTrackedBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';

describe('listing a sender’s batches', () => {
  it('says its window: a day before the earliest open batch to a day from now', async () => {
    const open = [aTrackedBatch({ submittedAt: T0 + HOUR }), aTrackedBatch({ batchId: 'b2' })];
    const { asked } = await list(open, [[aRemoteBatch()]], T0 + 9 * DAY);
    expect(asked).toEqual([{ from: SENDER, dateFrom: T0 - DAY, dateTo: T0 + 10 * DAY }]);
  });

  it('records what the list says: the ledger knows which of them are ours', async () => {
    const pages = [[aRemoteBatch({ id: 'x' }), aRemoteBatch()]];
    const { recorded, missing } = await list([aTrackedBatch()], pages);
    expect({ recorded: recorded.map((batch) => batch.id), missing }).toEqual({
      recorded: ['x', 'b1'],
      missing: [],
    });
  });

  it('reads on until all of ours are seen, and no further', async () => {
    const pages = [[aRemoteBatch({ id: 'x' })], [aRemoteBatch()], [aRemoteBatch({ id: 'y' })]];
    const { asked } = await list([aTrackedBatch()], pages);
    expect(asked.map((query) => query.pageToken ?? '')).toEqual(['', '1']);
  });

  it('records of ours that is not listed yet only that the whole list missed it', async () => {
    const { recorded, missing, asked } = await list([aTrackedBatch()], [[aRemoteBatch({ id: 'x' })], []]);
    expect({ recorded, missing }).toEqual({ recorded: [aRemoteBatch({ id: 'x' })], missing: ['b1'] });
    expect(asked.length).toBe(2);
  });

  it('asks once for the batches of several senders, and records each for its own', async () => {
    const open = [aTrackedBatch(), aTrackedBatch({ number: 2, from: OTHER_SENDER, batchId: 'b2' })];
    const pages = [[aRemoteBatch({ id: 'b2', from: OTHER_SENDER }), aRemoteBatch()]];
    const { asked, bySender } = await list(open, pages);
    expect(asked).toEqual([{ dateFrom: T0 - DAY, dateTo: T0 + DAY }]);
    expect(bySender).toEqual({ [SENDER]: ['b1'], [OTHER_SENDER]: ['b2'] });
  });

  it('gives up when a page token comes back', async () => {
    const provider = providerOf({
      listBatches: () => Promise.resolve({ records: [], nextPageToken: 'again' }),
    });
    const ports = { ledger: {} as RunLedger, provider, clock: openFakeClock() };
    await expect(listBatches(ports, aRun(), [SENDER], [aTrackedBatch()])).rejects.toThrow(ProviderError);
  });
});

describe('a window', () => {
  it('is a day wider than what was submitted and now', () => {
    const now = T0 + 3 * DAY;
    expect(windowAround([T0 + HOUR, null, T0], now)).toEqual({ dateFrom: T0 - DAY, dateTo: now + DAY });
  });

  it('is around now when nothing was submitted, or when the clock was set back', () => {
    expect(windowAround([], T0)).toEqual({ dateFrom: T0 - DAY, dateTo: T0 + DAY });
    expect(windowAround([T0 + HOUR], T0)).toEqual({ dateFrom: T0 - DAY, dateTo: T0 + DAY });
  });
});

type List = Parameters<RunLedger['recordRemoteBatches']>[2];

async function list(open: readonly TrackedBatch[], pages: readonly (readonly RemoteBatch[])[], now = T0) {
  const asked: BatchQuery[] = [];
  const recorded: RemoteBatch[] = [];
  const missing: string[] = [];
  const bySender: Record<string, string[]> = {};
  const provider = providerOf({
    listBatches: (query): Promise<Page<RemoteBatch>> => {
      asked.push(query);
      const at = Number(query.pageToken ?? 0);
      const nextPageToken = at + 1 < pages.length ? String(at + 1) : null;
      return Promise.resolve({ records: pages[at] ?? [], nextPageToken });
    },
  });
  const ledger = {
    recordRemoteBatches: (_run: number, from: string, list: List) => {
      bySender[from] = list.batches.map(({ id }) => id);
      missing.push(...list.missing);
      return Promise.resolve(recorded.push(...list.batches));
    },
  } as Partial<RunLedger> as RunLedger;
  const senders = [...new Set(open.map((batch) => batch.from))];
  await listBatches({ ledger, provider, clock: openFakeClock(now) }, aRun(), senders, open);
  return { asked, recorded, missing, bySender };
}
