import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { MessageQuery, RemoteMessage, StatusCounts } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { lookAtBatch, type Look } from '../../../src/track/look.ts';
import { DAY, HOUR, openFakeClock, T0, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { providerOf } from '../../fakes/provider.ts';
import { aRemoteBatch, aRemoteMessage, SENDER } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
let clock: FakeClock;
let ledger: Ledger;
let run: Run;
let asked: MessageQuery[];

beforeEach(async () => {
  clock = openFakeClock();
  asked = [];
  ledger = openLedger(newDirectory(), 'campaign run', clock);
  run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
});

afterEach(() => ledger.close());

describe('a look at a batch', () => {
  it('reads the pages when the counts say something new, and settles when all is final', async () => {
    await accept('completed');
    const look = await lookAt([delivered(1), delivered(2), delivered(3)]);
    expect(look).toEqual({ changed: 3, isSettled: true });
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1 });
    expect(asked).toEqual([{ batchId: 'b1', dateFrom: T0 - DAY, dateTo: T0 + DAY }]);
  });

  it('reads no page when the counts and the cost are what the ledger has', async () => {
    await accept('processing');
    const sent = delivered(3, { status: 'Sent' });
    await lookAt([delivered(1), delivered(2), sent]);
    asked = [];
    const look = await lookAt([delivered(1), delivered(2), sent]);
    expect(look).toEqual({ changed: 0, isSettled: false });
    expect(asked).toEqual([]);
    expect(await ledger.trackedBatches(run.id)).toMatchObject([{ idleLooks: 1, lookedAt: T0 }]);
  });

  it('reads them again when only the cost has changed', async () => {
    await accept('processing');
    await lookAt([delivered(1, { cost: null }), delivered(2), delivered(3)]);
    const look = await lookAt([delivered(1), delivered(2), delivered(3)]);
    expect(look.changed).toBe(1);
  });

  it('reads them while messages are missing, whatever the counts', async () => {
    await accept('completed');
    await lookAt([delivered(1), delivered(2)]);
    asked = [];
    expect(await lookAt([delivered(1), delivered(2)])).toEqual({ changed: 0, isSettled: false });
    expect(asked.length).toBe(1);
  });

  it('settles a batch whose own word lags behind its messages, which are all final', async () => {
    await accept('processing');
    expect(await lookAt([delivered(1), delivered(2), delivered(3)])).toMatchObject({ isSettled: true });
    const settled = (await ledger.journal(run.id)).filter((entry) => entry.kind === 'settled');
    expect(settled).toMatchObject([{ detail: 'final' }]);
  });

  it('does not settle a batch that was rejected twice over for one recipient before all others are there', async () => {
    await accept('completed', { rejected: 1, times: 2 });
    expect(await lookAt([delivered(2)])).toMatchObject({ isSettled: false });
    expect(await lookAt([delivered(2), delivered(3)])).toMatchObject({ isSettled: true });
  });

  it('does not settle at Completed while a message can still change', async () => {
    await accept('completed');
    const sent = aRemoteMessage({ ...delivered(3), status: 'Sent' });
    expect(await lookAt([delivered(1), delivered(2), sent])).toMatchObject({ isSettled: false });
    clock.advance(25 * HOUR);
    expect(await lookAt([delivered(1), delivered(2), sent])).toMatchObject({ isSettled: true });
  });

  it('settles without those that were rejected in the reply', async () => {
    await accept('completed', { rejected: 1 });
    expect(await lookAt([delivered(2), delivered(3)])).toMatchObject({ isSettled: true });
  });

  it('settles a batch of which everybody was rejected', async () => {
    await accept('completed', { rejected: 3 });
    expect(await lookAt([])).toEqual({ changed: 0, isSettled: true });
  });

  it('says its window, however late it is', async () => {
    await accept('processing');
    clock.advance(9 * DAY);
    await lookAt([delivered(1)]);
    expect(asked).toEqual([{ batchId: 'b1', dateFrom: T0 - DAY, dateTo: T0 + 10 * DAY }]);
  });

  it('keeps the pages that it had when a later one fails, and does not count as a look', async () => {
    await accept('completed');
    const failing = lookWith((query) =>
      query.pageToken === undefined
        ? Promise.resolve({ records: [delivered(1)], nextPageToken: '2' })
        : Promise.reject(new ProviderError('no answer', { failure: 'unreachable', call: 'GET' })),
    );
    await expect(failing).rejects.toThrow(ProviderError);
    expect((await ledger.tallyMessages(run.id, 1))[0]?.count).toBe(1);
    expect(await ledger.trackedBatches(run.id)).toMatchObject([{ lookedAt: null }]);
  });

  it('gives up when a page token comes back', async () => {
    await accept('completed');
    const looping = lookWith(() => Promise.resolve({ records: [], nextPageToken: 'again' }));
    await expect(looping).rejects.toThrow(ProviderError);
  });
});

describe('a look at a batch that was found again', () => {
  it('takes recipients without a message for rejected once the provider has shown all that it processed', async () => {
    await adopt('Completed', 2);
    expect(await lookAt([delivered(1), delivered(3)])).toMatchObject({ isSettled: true });
    const lost = (await ledger.journal(run.id)).filter((entry) => entry.kind === 'rejections-lost');
    expect(lost).toHaveLength(1);
  });

  it.each([
    ['its queue is not through', 'Processing', 2],
    ['fewer messages are shown than were processed', 'Completed', 3],
    ['how many were processed is not known', 'Completed', null],
  ])('does not while %s', async (_, status, processed) => {
    await adopt(status, processed);
    expect(await lookAt([delivered(1), delivered(3)])).toMatchObject({ isSettled: false });
    expect((await ledger.journal(run.id)).map((entry) => entry.kind)).not.toContain('rejections-lost');
  });

  it('never does so for a batch whose reply we have', async () => {
    await accept('completed', { processed: 2 });
    expect(await lookAt([delivered(1), delivered(3)])).toMatchObject({ isSettled: false });
    expect((await ledger.journal(run.id)).map((entry) => entry.kind)).not.toContain('rejections-lost');
  });
});

describe('a look at a batch that is there twice', () => {
  const bothAre = async (...messages: readonly RemoteMessage[]): Promise<Look> => {
    const provider = providerOf({
      readBatch: (id) => Promise.resolve(aRemoteBatch({ id, size: 3, cost: 15n })),
      listMessages: (query) => {
        const records = messages.filter((message) => message.batchId === query.batchId);
        return Promise.resolve({ records, nextPageToken: null });
      },
    });
    const [batch] = await ledger.trackedBatches(run.id);
    if (batch === undefined) throw new Error('nothing is tracked');
    return lookAtBatch({ ledger, provider, clock }, run, batch, false);
  };
  const inBoth = (...positions: readonly number[]): RemoteMessage[] =>
    positions.flatMap((position) =>
      ['b1', 'b2'].map((batchId) => delivered(position, { id: `${batchId}-${position}`, batchId })),
    );

  it('reads the messages and the costs of both, and settles once all of them are final', async () => {
    await accept('completed');
    await ledger.markDuplicated(run.id, 1, ['b2'], T0);
    expect(await bothAre(...inBoth(1, 2))).toEqual({ changed: 4, isSettled: false });
    expect(await bothAre(...inBoth(1, 2, 3))).toEqual({ changed: 2, isSettled: true });
    expect(await ledger.countStates(run.id)).toMatchObject({ duplicated: 1 });
    expect(await ledger.trackedBatches(run.id)).toEqual([]);
    const lines: string[] = [];
    for await (const { position, batchId } of ledger.recipientRecords(run.id))
      lines.push(`${position} ${batchId}`);
    expect(lines).toEqual(['1 b1', '1 b2', '2 b1', '2 b2', '3 b1', '3 b2']);
    for await (const { providerCost } of ledger.batchRecords(run.id)) expect(providerCost).toBe(30n);
  });
});

function delivered(position: number, more: Partial<RemoteMessage> = {}): RemoteMessage {
  const to = `+1415555000${position}`;
  return aRemoteMessage({ id: `m${position}`, to, status: 'Delivered', cost: 5n, ...more });
}

async function accept(state: string, { rejected = 0, processed = 3, times = 1 } = {}): Promise<void> {
  await ledger.offer(run.id, 1, { at: T0, bodySha256: 'c', isResend: false });
  const rejections = Array.from({ length: times }, () => phones(rejected))
    .flat()
    .map((phone) => ({ index: null, to: `+${phone}`, errorCode: 'X', description: null }));
  const outcome = { to: 'accepted' as const, batch: aRemoteBatch(), rejected: rejections };
  await ledger.recordOutcome(run.id, 1, outcome, { at: T0, status: 201, errorCode: null, requestId: null });
  const status = state === 'completed' ? 'Completed' : 'Processing';
  const batches = [aRemoteBatch({ status, processed })];
  await ledger.recordRemoteBatches(run.id, SENDER, { batches, missing: [], at: T0 });
}

async function adopt(status: string, processed: number | null): Promise<void> {
  await ledger.offer(run.id, 1, { at: T0, bodySha256: 'c', isResend: false });
  const record = { at: T0, status: null, errorCode: null, requestId: null };
  await ledger.recordOutcome(run.id, 1, { to: 'in_doubt', reason: 'no reply' }, record);
  await ledger.adoptFound(run.id, 1, aRemoteBatch(), T0);
  const batches = [aRemoteBatch({ status, processed })];
  await ledger.recordRemoteBatches(run.id, SENDER, { batches, missing: [], at: T0 });
}

function lookAt(messages: readonly RemoteMessage[]): Promise<Look> {
  return lookWith(() => Promise.resolve({ records: messages, nextPageToken: null }), countsOf(messages));
}

async function lookWith(
  listMessages: (query: MessageQuery) => Promise<{
    readonly records: readonly RemoteMessage[];
    readonly nextPageToken: string | null;
  }>,
  counts: StatusCounts = countsOf([]),
): Promise<Look> {
  const provider = providerOf({
    readStatuses: () => Promise.resolve(counts),
    listMessages: (query) => {
      asked.push(query);
      return listMessages(query);
    },
  });
  const [batch] = await ledger.trackedBatches(run.id);
  if (batch === undefined) throw new Error('nothing is tracked');
  return lookAtBatch({ ledger, provider, clock }, run, batch, false);
}

function countsOf(messages: readonly RemoteMessage[]): StatusCounts {
  const count = (status: string): number => messages.filter((message) => message.status === status).length;
  return {
    queued: count('Queued'),
    sent: count('Sent'),
    delivered: count('Delivered'),
    deliveryFailed: count('DeliveryFailed'),
    sendingFailed: count('SendingFailed'),
    cost: messages.reduce((sum, message) => sum + (message.cost ?? 0n), 0n),
    errors: [],
  };
}
