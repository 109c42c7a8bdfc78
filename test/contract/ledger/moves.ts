import { describe, expect, it } from 'vitest';
import { BATCH_STATES } from '../../../src/core/batch.ts';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import {
  acceptedAs,
  bringTo,
  firstPlanned,
  OFFER,
  OUTCOMES,
  RECORD,
  RESEND,
  stateOf,
  type Bench,
} from './bench.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

export function describeMoves({ open }: Bench): void {
  const twoBatches = async (): Promise<{ ledger: Ledger; runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
    return { ledger, runId: run.id };
  };

  describe('an offer', () => {
    it('counts the attempt, dates it, and dates the run', async () => {
      const { ledger, runId } = await twoBatches();
      await ledger.offer(runId, 1, OFFER);
      const [batch] = await ledger.batchesIn(runId, 'submitting');
      expect(batch).toMatchObject({ number: 1, attempts: 1, submittedAt: T0, batchId: null });
      const [run] = await ledger.listRuns();
      expect(run).toMatchObject({ startedAt: T0, lastSubmitAt: T0 });
    });

    it('of a batch that came back keeps the start of the run and takes the new instant', async () => {
      const { ledger, runId } = await twoBatches();
      await ledger.offer(runId, 1, OFFER);
      await ledger.recordOutcome(runId, 1, { to: 'planned', reason: 'refused connection' }, RECORD);
      expect((await ledger.batchesIn(runId, 'planned'))[0]).toMatchObject({ submittedAt: null, attempts: 1 });
      await ledger.offer(runId, 1, { ...OFFER, at: T0 + 5000 });
      expect((await ledger.listRuns())[0]).toMatchObject({ startedAt: T0, lastSubmitAt: T0 + 5000 });
      expect((await ledger.batchesIn(runId, 'submitting'))[0]).toMatchObject({ attempts: 2 });
    });
  });

  describe('the answer', () => {
    it('with a batch id that is already ours is refused as a whole: the batch stays submitting', async () => {
      const { ledger, runId } = await twoBatches();
      await bringTo(ledger, runId, 1, 'accepted');
      await ledger.offer(runId, 2, OFFER);
      const recording = ledger.recordOutcome(runId, 2, acceptedAs('remote-1'), RECORD);
      await expect(recording).rejects.toThrow(DefectError);
      expect(await stateOf(ledger, runId, 2)).toBe('submitting');
    });

    it.each(OUTCOMES)('$to is kept with its reason and in the journal', async (outcome) => {
      const { ledger, runId } = await twoBatches();
      await ledger.offer(runId, 1, OFFER);
      await ledger.recordOutcome(runId, 1, outcome, RECORD);
      const [batch] = await ledger.batchesIn(runId, outcome.to);
      expect(batch?.problem ?? null).toBe(outcome.to === 'accepted' ? null : outcome.reason);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({
        at: RECORD.at,
        batch: 1,
        epoch: ledger.epoch,
      });
    });
  });

  describe('the next planned batch', () => {
    it('is the first of its number, and none while its sender has one under way or in doubt', async () => {
      const ledger = await open();
      const members = [SENDER, SENDER, OTHER_SENDER].map((from, index) => ({
        from,
        phones: phones(1, index + 1),
      }));
      const run = await freezeRun(ledger, { members });
      expect((await firstPlanned(ledger, run.id, 3))?.number).toBe(1);
      await ledger.offer(run.id, 1, OFFER);
      expect((await firstPlanned(ledger, run.id, 3))?.number).toBe(3);
      await ledger.recordOutcome(run.id, 1, { to: 'in_doubt', reason: 'no reply' }, RECORD);
      expect((await firstPlanned(ledger, run.id, 3))?.number).toBe(3);
      await ledger.adoptFound(run.id, 1, aRemoteBatch(), T0);
      expect((await firstPlanned(ledger, run.id, 3))?.number).toBe(2);
    });

    it('goes on with a sender whose one doubt was looked for often enough, and not with two of them', async () => {
      const ledger = await open();
      const members = [1, 2, 3].map((index) => ({ from: SENDER, phones: phones(1, index) }));
      const run = await freezeRun(ledger, { members });
      const doubt = async (batch: number): Promise<void> => {
        await ledger.offer(run.id, batch, OFFER);
        await ledger.recordOutcome(run.id, batch, { to: 'in_doubt', reason: 'no reply' }, RECORD);
      };
      await doubt(1);
      await ledger.recordDoubtLook(run.id, 1, aDoubtLook());
      expect(await firstPlanned(ledger, run.id, 2)).toBeNull();
      await ledger.recordDoubtLook(run.id, 1, aDoubtLook());
      expect((await firstPlanned(ledger, run.id, 2))?.number).toBe(2);
      await doubt(2);
      expect(await firstPlanned(ledger, run.id, 0)).toBeNull();
    });

    it('waits again for a doubt that came of offering it again', async () => {
      const ledger = await open();
      const members = [1, 2].map((index) => ({ from: SENDER, phones: phones(1, index) }));
      const run = await freezeRun(ledger, { members });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, { to: 'in_doubt', reason: 'no reply' }, RECORD);
      await ledger.recordDoubtLook(run.id, 1, aDoubtLook());
      expect((await firstPlanned(ledger, run.id, 1))?.number).toBe(2);
      await ledger.offer(run.id, 1, RESEND);
      expect(await firstPlanned(ledger, run.id, 1)).toBeNull();
      await ledger.recordOutcome(run.id, 1, { to: 'in_doubt', reason: 'no reply' }, RECORD);
      expect(await firstPlanned(ledger, run.id, 1)).toBeNull();
    });

    it('is a refused one again once refusals are reopened, after those that were never offered', async () => {
      const { ledger, runId } = await twoBatches();
      await bringTo(ledger, runId, 1, 'refused');
      expect((await firstPlanned(ledger, runId, 3))?.number).toBe(2);
      expect(await ledger.reopenRefused(runId, T0)).toBe(1);
      expect(await ledger.reopenRefused(runId, T0)).toBe(0);
      expect(await firstPlanned(ledger, runId, 3)).toMatchObject({ number: 2 });
      await bringTo(ledger, runId, 2, 'accepted');
      expect(await firstPlanned(ledger, runId, 3)).toMatchObject({ number: 1, problem: null });
    });
  });

  it('counts the batches of every state', async () => {
    const { ledger, runId } = await twoBatches();
    await bringTo(ledger, runId, 1, 'in_doubt');
    const nothing = Object.fromEntries(BATCH_STATES.map((state) => [state, 0]));
    expect(await ledger.countStates(runId)).toEqual({ ...nothing, in_doubt: 1, planned: 1 });
  });

  it('gives a batch its recipients in order, each with its own text or the template filled in', async () => {
    const ledger = await open();
    const members = [{ phones: phones(2), texts: ['Dear Ann'] }];
    const run = await freezeRun(ledger, { members, template: { pieces: ['Hi'] } });
    expect(await batchRecipients(ledger, run.id, 1)).toEqual([
      { position: 1, phone: '+14155550001', text: 'Dear Ann' },
      { position: 2, phone: '+14155550002', text: 'Hi' },
    ]);
  });
}
