import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, toColumns, toFrozenRun, toPlannedBatch } from '../../fakes/frozen-run.ts';
import { SENDER } from '../../fakes/records.ts';
import { acceptedAs, ANN, bringTo, everythingOf, OFFER, RECORD, stateOf, type Bench } from './bench.ts';
import { DRAFT_WRITES, READS, WRITES } from './writes.ts';

export function describeEpochs({ open, openForControl, home, later }: Bench): void {
  describe('a process whose ledger was taken over', () => {
    it.each(WRITES)('writes nothing: %s of a batch that is %s', async (name, state, write) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await bringTo(ledger, run.id, 1, state);
      if (name === 'unpause') await (await openForControl()).pause(run.id, ANN);
      const before = await everythingOf(ledger, run.id);
      await home().takeOver();
      await expect(write(ledger, run.id)).rejects.toMatchObject({ failure: 'locked' });
      expect(await everythingOf(ledger, run.id)).toEqual(before);
      expect(await ledger.lastListedAt(run.id, SENDER)).toBe(before.listedAt);
    });

    it('can try no other write: these are all that the port has', async () => {
      const known = new Set([...WRITES.map(([name]) => name), ...DRAFT_WRITES, ...READS]);
      expect([...known].sort()).toEqual(Object.keys(await open()).sort());
    });

    it('neither goes on with its draft nor freezes it', async () => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      const batch = { phones: phones(1) };
      await ledger.addRecipients(draft, toColumns(batch), { batch: [1], position: [1] });
      await home().takeOver();
      const more = toColumns({ phones: phones(1, 2) });
      const adding = ledger.addRecipients(draft, more, { batch: [1], position: [2] });
      await expect(adding).rejects.toMatchObject({ failure: 'locked' });
      await expect(ledger.addRejectedRows(draft, [])).rejects.toMatchObject({ failure: 'locked' });
      const freezing = ledger.freeze(draft, toFrozenRun({ members: [batch] }), [toPlannedBatch(batch, 0)]);
      await expect(freezing).rejects.toMatchObject({ failure: 'locked' });
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
      const doubt = { number: 1, submittedAt: T0, doubtedAt: T0 + 9, cleanLooks: 0 };
      expect(await second.doubtfulBatches(run.id)).toMatchObject([doubt]);
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
