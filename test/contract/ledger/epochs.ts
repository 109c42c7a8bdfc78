import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { BatchState } from '../../../src/core/batch.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, toColumns, toFrozenRun, toPlannedBatch } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, aRun, SENDER } from '../../fakes/records.ts';
import { acceptedAs, bringTo, collect, OFFER, RECORD, stateOf, type Bench } from './bench.ts';

type Write = (ledger: Ledger, runId: number) => Promise<unknown>;

/** Every write of the port, and the state of the batch in which it would have worked. */
const WRITES: readonly [name: string, state: BatchState, write: Write][] = [
  ['offer', 'planned', (ledger, id) => ledger.offer(id, 1, OFFER)],
  ['recordOutcome', 'submitting', (ledger, id) => ledger.recordOutcome(id, 1, acceptedAs('x'), RECORD)],
  ['doubtOrphans', 'submitting', (ledger, id) => ledger.doubtOrphans(id, T0)],
  ['reopenRefused', 'refused', (ledger, id) => ledger.reopenRefused(id, T0)],
  ['adoptFound', 'in_doubt', (ledger, id) => ledger.adoptFound(id, 1, aRemoteBatch(), T0)],
  ['markDuplicated', 'in_doubt', (ledger, id) => ledger.markDuplicated(id, 1, ['x', 'y'], T0)],
  ['recordDoubtLook', 'in_doubt', (ledger, id) => ledger.recordDoubtLook(id, 1, { at: T0, seen: '' })],
  ['lookAgain', 'in_doubt', (ledger, id) => ledger.lookAgain(id)],
  ['recordLostRejections', 'completed', (ledger, id) => ledger.recordLostRejections(id, 1, T0)],
  [
    'recordRemoteBatches',
    'accepted',
    (ledger, id) =>
      ledger.recordRemoteBatches(id, SENDER, [aRemoteBatch({ id: 'remote-1', status: 'Completed' })], T0),
  ],
  ['recordMessages', 'completed', (ledger, id) => ledger.recordMessages(id, 1, [aRemoteMessage()])],
  ['recordLook', 'completed', (ledger, id) => ledger.recordLook(id, 1, { at: T0, isIdle: true })],
  ['settle', 'completed', (ledger, id) => ledger.settle(id, 1, T0, 'final')],
  [
    'updateTracking',
    'planned',
    (ledger, id) => ledger.updateTracking(id, { ...aRun().tracking, trackForMs: 1 }),
  ],
  ['finish', 'settled', (ledger, id) => ledger.finish(id, T0)],
  ['beginDraft', 'planned', (ledger) => ledger.beginDraft('summer', T0)],
];

export function describeEpochs({ open, home, later }: Bench): void {
  describe('a process whose ledger was taken over', () => {
    it.each(WRITES)('writes nothing: %s', async (_, state, write) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await bringTo(ledger, run.id, 1, state);
      const before = await everythingOf(ledger, run.id);
      await home().takeOver();
      await expect(write(ledger, run.id)).rejects.toThrow(DefectError);
      expect(await everythingOf(ledger, run.id)).toEqual(before);
      expect(await ledger.lastListedAt(run.id, SENDER)).toBe(before.listedAt);
    });

    it('neither goes on with its draft nor freezes it', async () => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      const batch = { phones: phones(1) };
      await ledger.addRecipients(draft, toColumns(batch), { batch: [1], position: [1] });
      await home().takeOver();
      const more = toColumns({ phones: phones(1, 2) });
      const adding = ledger.addRecipients(draft, more, { batch: [1], position: [2] });
      await expect(adding).rejects.toThrow(DefectError);
      await expect(ledger.addRejectedRows(draft, [])).rejects.toThrow(DefectError);
      const freezing = ledger.freeze(draft, toFrozenRun({ members: [batch] }), [toPlannedBatch(batch, 0)]);
      await expect(freezing).rejects.toThrow(DefectError);
      expect(await ledger.listRuns()).toEqual([]);
    });
  });

  describe('a new start', () => {
    it('has a higher epoch than every start before', async () => {
      const first = await home().open();
      await first.close();
      const second = await open();
      expect(second.epoch).toBeGreaterThan(first.epoch);
    });

    it('takes batches that were being submitted for in doubt, once, and says so', async () => {
      const first = await home().open();
      const run = await freezeRun(first, { members: [{ phones: phones(1) }, { phones: phones(1, 2) }] });
      await first.offer(run.id, 1, OFFER);
      await first.close();
      const second = await open();
      expect((await second.doubtOrphans(run.id, T0 + 9)).map((orphan) => orphan.number)).toEqual([1]);
      expect(await second.doubtOrphans(run.id, T0 + 9)).toEqual([]);
      expect(await second.batchesIn(run.id, 'in_doubt')).toMatchObject([{ number: 1, submittedAt: T0 }]);
      expect((await second.journal(run.id)).at(-1)).toMatchObject({ kind: 'in-doubt', batch: 1, at: T0 + 9 });
      expect((await second.batchesIn(run.id, 'in_doubt'))[0]?.problem).toMatch(/stopped/);
    });

    it('can not answer for an offer that an earlier one made', async () => {
      const first = await home().open();
      const run = await freezeRun(first, { members: [{ phones: phones(1) }] });
      await first.offer(run.id, 1, OFFER);
      await first.close();
      const second = await open();
      await expect(second.recordOutcome(run.id, 1, acceptedAs('x'), RECORD)).rejects.toThrow(DefectError);
      expect(await stateOf(second, run.id, 1)).toBe('submitting');
    });

    it('leaves alone what it is submitting itself', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await ledger.offer(run.id, 1, OFFER);
      expect(await ledger.doubtOrphans(run.id, T0)).toEqual([]);
      expect(await stateOf(ledger, run.id, 1)).toBe('submitting');
    });

    it('is refused while the ledger is open', async () => {
      await open('campaign run spring.csv');
      const second = home()
        .open()
        .then((ledger) => later(() => ledger.close()));
      await expect(second).rejects.toMatchObject({ failure: 'locked' });
    });
  });
}

async function everythingOf(ledger: Ledger, runId: number) {
  return {
    run: (await ledger.listRuns()).find((run) => run.id === runId),
    batches: await collect(ledger.batchRecords(runId)),
    tracked: await ledger.trackedBatches(runId),
    doubts: await ledger.doubtfulBatches(runId),
    recipients: await collect(ledger.recipientRecords(runId)),
    journal: await ledger.journal(runId),
    listedAt: await ledger.lastListedAt(runId, SENDER),
  };
}
