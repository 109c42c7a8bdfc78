import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BATCH_MOVES, type BatchState } from '../../src/core/batch.ts';
import { DefectError } from '../../src/core/error.ts';
import type { Ledger } from '../../src/core/ledger.ts';
import type { RemoteMessage } from '../../src/core/provider.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openFakeClock, T0 } from '../fakes/clock.ts';
import { freezeRun, phones } from '../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, aRemoteMessage, SENDER } from '../fakes/records.ts';
import { useDirectories } from '../fakes/workspace.ts';

const SEED = 20261120;
const RECORD = { at: T0, status: null, errorCode: null, requestId: null };
const ANN = { at: T0, who: 'ann@desk' };
const newDirectory = useDirectories();
let ledger: Ledger;
let runs = 0;

beforeEach(() => {
  ledger = openLedger(newDirectory(), 'campaign run', openFakeClock());
});

afterEach(() => ledger.close());

/** Every write that moves a batch; ids are new each time, so that only the state can be in the way. */
const MOVES = {
  offer: (id: number, batch: number) => ledger.offer(id, batch, { at: T0, bodySha256: 'x', isResend: false }),
  accept: (id: number, batch: number, remote: string) =>
    ledger.recordOutcome(
      id,
      batch,
      { to: 'accepted', batch: aRemoteBatch({ id: remote }), rejected: [] },
      RECORD,
    ),
  putBack: (id: number, batch: number) =>
    ledger.recordOutcome(id, batch, { to: 'planned', reason: '' }, RECORD),
  refuse: (id: number, batch: number) =>
    ledger.recordOutcome(id, batch, { to: 'refused', reason: '' }, RECORD),
  doubt: (id: number, batch: number) =>
    ledger.recordOutcome(id, batch, { to: 'in_doubt', reason: '' }, RECORD),
  adopt: (id: number, batch: number, remote: string) =>
    ledger.adoptFound(id, batch, aRemoteBatch({ id: remote }), T0),
  duplicate: (id: number, batch: number, remote: string) =>
    ledger.markDuplicated(id, batch, [remote, `${remote}-2`], T0),
  resend: (id: number, batch: number) => ledger.offer(id, batch, { at: T0, bodySha256: 'x', isResend: true }),
  look: (id: number, batch: number) => ledger.recordDoubtLook(id, batch, aDoubtLook()),
  wishAgain: (id: number, batch: number) => ledger.decide(id, batch, { kind: 'resend' }, ANN),
  giveUp: (id: number, batch: number) => ledger.decide(id, batch, { kind: 'assume-sent' }, ANN),
  noTwin: (id: number, batch: number) => ledger.recordNoTwin(id, batch, T0),
  settle: (id: number, batch: number) => ledger.settle(id, batch, T0, 'final'),
  reopen: (id: number) => ledger.reopenRefused(id, T0).then(() => undefined),
};
type Move = keyof typeof MOVES;
const moves = fc.array(
  fc.tuple(fc.constantFrom(...(Object.keys(MOVES) as Move[])), fc.integer({ min: 1, max: 2 })),
  {
    maxLength: 25,
  },
);

describe('whatever is asked of the ledger', () => {
  it('a batch moves only where it may, a refused move changes nothing, and every taken one is owned', async () => {
    await holds(moves, async (asked) => {
      const run = await aRun();
      for (const [index, [move, number]] of asked.entries()) {
        const before = await statesOf(run);
        const isDone = await MOVES[move](run, number, `r${run}-${index}`).then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(DefectError);
            return false;
          },
        );
        const after = await statesOf(run);
        if (!isDone) expect(after).toEqual(before);
        for (const [at, from] of before.entries()) {
          const to = after[at] ?? from;
          if (from !== to) expect(isAllowed(move, from, to)).toBe(true);
          if (from !== to && move !== 'reopen') expect(at + 1).toBe(number);
        }
      }
      for await (const { batchId, doubtedAt, state } of ledger.batchRecords(run)) {
        if (batchId !== null) expect(await ledger.isOwned(batchId)).toBe(true);
        // Whatever was once in doubt may have been taken: only a look may bring it to another offer.
        if (doubtedAt !== null) expect(['planned', 'refused']).not.toContain(state);
      }
      await ledger.finish(run, T0);
    });
  });
});

/** A resend goes by way of `planned`, within its transaction. */
function isAllowed(move: Move, from: BatchState, to: BatchState): boolean {
  if (move === 'resend') return from === 'in_doubt' && to === 'submitting';
  return BATCH_MOVES[from].includes(to);
}

const news = fc.array(
  fc.record({
    who: fc.integer({ min: 1, max: 3 }),
    at: fc.nat(5),
    status: fc.constantFrom('Queued', 'Sent', 'Delivered', 'DeliveryFailed', 'Pondering'),
    cost: fc.option(fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }), { nil: null }),
  }),
  { maxLength: 20 },
);

describe('whatever pages come, in whatever order', () => {
  it('each message has the status of its newest page, and the tallies are its records added up', async () => {
    await holds(news, async (pages) => {
      const run = await aRun();
      await MOVES.offer(run, 1);
      await MOVES.accept(run, 1, `r${run}`);
      for (const page of pages) await ledger.recordMessages(run, 1, [toMessage(page)]);

      const records = [];
      for await (const record of ledger.recipientRecords(run))
        if (record.messageId !== null) records.push(record);
      const tallies = await ledger.tallyMessages(run, 1);
      for (const record of records) {
        const ofIt = pages.filter((page) => page.who === record.position);
        const newest = ofIt.reduce((last, page) => (page.at >= last.at ? page : last));
        expect(record.status).toBe(newest.status);
      }
      const costs = records.map((record) => record.cost ?? 0n).reduce((sum, cost) => sum + cost, 0n);
      expect(tallies.reduce((sum, tally) => sum + tally.cost, 0n)).toBe(costs);
      expect(tallies.reduce((sum, tally) => sum + tally.count, 0)).toBe(records.length);
      const unpriced = records.filter((record) => record.cost === null).length;
      expect(tallies.reduce((sum, tally) => sum + tally.unpriced, 0)).toBe(unpriced);
      await ledger.finish(run, T0);
    });
  });

  it('a page that comes again changes nothing', async () => {
    await holds(news, async (pages) => {
      const run = await aRun();
      await MOVES.offer(run, 1);
      await MOVES.accept(run, 1, `r${run}`);
      for (const page of pages) {
        await ledger.recordMessages(run, 1, [toMessage(page)]);
        expect(await ledger.recordMessages(run, 1, [toMessage(page)])).toBe(0);
      }
      await ledger.finish(run, T0);
    });
  });
});

function toMessage({
  who,
  at,
  status,
  cost,
}: {
  who: number;
  at: number;
  status: string;
  cost: bigint | null;
}) {
  const message: RemoteMessage = aRemoteMessage({
    id: `m${who}`,
    to: `+1415555000${who}`,
    updatedAt: T0 + at,
    status,
    cost,
  });
  return message;
}

async function aRun(): Promise<number> {
  runs += 1;
  const members = [{ phones: phones(3) }, { from: SENDER, phones: phones(1, 9) }];
  return (await freezeRun(ledger, { members, name: `spring-${runs}` })).id;
}

async function statesOf(run: number): Promise<BatchState[]> {
  const states: BatchState[] = [];
  for await (const batch of ledger.batchRecords(run)) states.push(batch.state);
  return states;
}

async function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, check), { seed: SEED, numRuns: 100 });
}
