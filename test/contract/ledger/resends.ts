import { describe, expect, it } from 'vitest';
import type { Ledger, OfferOutcome } from '../../../src/core/ledger.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import {
  acceptedAs,
  ANN,
  bringTo,
  firstPlanned,
  NO_REPLY,
  NOT_TAKEN,
  RECORD,
  REFUSED,
  RESEND,
  stateOf,
  type Bench,
} from './bench.ts';

/** When the batch is offered for the second time, and when that is answered. */
const AGAIN = T0 + HOUR;
const ANSWER = { ...RECORD, at: AGAIN + MINUTE };

export function describeResends({ open, home }: Bench): void {
  /** A run whose batch is in doubt, was looked for five times, and is to be offered again. */
  const lookedFor = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    return { ledger, runId: await prepare(ledger) };
  };
  const prepare = async (ledger: Ledger): Promise<number> => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
    await bringTo(ledger, run.id, 1, 'in_doubt');
    await ledger.decide(run.id, 1, { kind: 'resend' }, ANN);
    for (let look = 1; look <= 5; look++) {
      await ledger.recordDoubtLook(run.id, 1, aDoubtLook({ at: T0 + look * MINUTE, batchesSeen: look }));
    }
    return run.id;
  };
  const resend = async (ledger: Ledger, runId: number, outcome: OfferOutcome): Promise<void> => {
    expect(await ledger.offer(runId, 1, { ...RESEND, at: AGAIN })).toBe('offered');
    await ledger.recordOutcome(runId, 1, outcome, ANSWER);
  };

  describe('a batch that is offered again', () => {
    it('was presumed absent, which the journal tells before the answer', async () => {
      const { ledger, runId } = await lookedFor();
      await resend(ledger, runId, acceptedAs('b2'));
      const last = (await ledger.journal(runId)).slice(-2);
      expect(last.map((entry) => [entry.kind, entry.at])).toEqual([
        ['presumed-absent', AGAIN],
        ['accepted', ANSWER.at],
      ]);
      const [batch] = await collect(ledger.batchRecords(runId));
      expect(batch).toMatchObject({ attempts: 2, firstOfferedAt: T0, submittedAt: AGAIN, batchId: 'b2' });
    });

    it('and certainly not taken is in doubt as it was: that says nothing of the offer before', async () => {
      const { ledger, runId } = await lookedFor();
      const [before] = await ledger.doubtfulBatches(runId);
      await resend(ledger, runId, NOT_TAKEN);
      const [after] = await ledger.doubtfulBatches(runId);
      const { doubtedAt, cleanLooks, hasDiffered, seen, resendAt } = before ?? {};
      expect(after).toMatchObject({ doubtedAt, cleanLooks, hasDiffered, seen, resendAt, attempts: 2 });
      expect(after?.problem).toBe('never connected');
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'not-taken', batch: 1 });
    });

    it('and refused is in doubt as it was, less a person’s word: nobody offers it without a look', async () => {
      const { ledger, runId } = await lookedFor();
      await resend(ledger, runId, REFUSED);
      expect(await stateOf(ledger, runId, 1)).toBe('in_doubt');
      expect(await ledger.reopenRefused(runId, AGAIN)).toBe(0);
      const doubt = { cleanLooks: 5, doubtedAt: RECORD.at, resendAt: null, problem: 'HTTP 400' };
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([doubt]);
    });

    it('and not answered is in doubt anew, its looks and the person’s word used up', async () => {
      const { ledger, runId } = await lookedFor();
      await resend(ledger, runId, NO_REPLY);
      const anew = { doubtedAt: ANSWER.at, cleanLooks: 0, lookedAt: null, seen: null, resendAt: null };
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ ...anew, hasDiffered: false }]);
      expect(await firstPlanned(ledger, runId, 1)).toBeNull();
    });

    it('by a process that died is in doubt anew', async () => {
      const dying = await home().open();
      const runId = await prepare(dying);
      await dying.offer(runId, 1, { ...RESEND, at: AGAIN });
      await dying.close();
      const next = await open();
      await next.doubtOrphans(runId, AGAIN + HOUR);
      const anew = { doubtedAt: AGAIN + HOUR, cleanLooks: 0, resendAt: null, firstOfferedAt: T0 };
      expect(await next.doubtfulBatches(runId)).toMatchObject([anew]);
    });
  });

  describe('a twin of a batch that was offered again', () => {
    it('is to be looked for until that was done, whatever the batch’s way meanwhile', async () => {
      const { ledger, runId } = await lookedFor();
      expect(await ledger.resentBatches(runId)).toEqual([]);
      await resend(ledger, runId, acceptedAs('b2'));
      expect(await ledger.resentBatches(runId)).toMatchObject([{ number: 1, state: 'accepted' }]);
      await ledger.settle(runId, 1, T0, 'final');
      expect(await ledger.resentBatches(runId)).toMatchObject([{ number: 1, state: 'settled' }]);
      expect(await ledger.resentBatches(runId)).toMatchObject([{ verifiedAt: null }]);
      await ledger.recordNoTwin(runId, 1, AGAIN + HOUR);
      expect(await ledger.resentBatches(runId)).toMatchObject([{ number: 1, verifiedAt: AGAIN + HOUR }]);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'no-twin', at: AGAIN + HOUR });
    });

    it('is not looked for where the batch was offered once, or is found already', async () => {
      const { ledger, runId } = await lookedFor();
      await bringTo(ledger, runId, 2, 'settled');
      await resend(ledger, runId, NO_REPLY);
      expect(await ledger.resentBatches(runId)).toEqual([]);
      await ledger.markDuplicated(runId, 1, ['b1', 'b2'], AGAIN);
      expect(await ledger.resentBatches(runId)).toEqual([]);
    });

    it('is looked for, too, where the second offer is the one that was found', async () => {
      const { ledger, runId } = await lookedFor();
      await resend(ledger, runId, NO_REPLY);
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b2' }), AGAIN);
      expect(await ledger.resentBatches(runId)).toMatchObject([{ number: 1 }]);
    });

    it('is linked beside the known one, which stays the first; both are followed to the end', async () => {
      const { ledger, runId } = await lookedFor();
      await resend(ledger, runId, acceptedAs('b2'));
      await ledger.settle(runId, 1, T0, 'final');
      await ledger.markDuplicated(runId, 1, ['b1'], AGAIN + HOUR);
      const twice = { state: 'duplicated', batchId: 'b2', batchIds: ['b2', 'b1'], settledAt: null };
      expect(await ledger.trackedBatches(runId)).toMatchObject([twice]);
      expect(await Promise.all(['b1', 'b2'].map((id) => ledger.isOwned(id)))).toEqual([true, true]);
      await ledger.settle(runId, 1, AGAIN + 2 * HOUR, 'final');
      expect(await ledger.trackedBatches(runId)).toEqual([]);
      const closed = { state: 'duplicated', settledAt: AGAIN + 2 * HOUR, batchIds: ['b2', 'b1'] };
      expect((await collect(ledger.batchRecords(runId)))[0]).toMatchObject(closed);
    });

    it('says what happened to the operator and in the journal', async () => {
      const { ledger, runId } = await lookedFor();
      await ledger.markDuplicated(runId, 1, ['b1', 'b2'], AGAIN);
      const [batch] = await ledger.batchesIn(runId, 'duplicated');
      expect(batch?.problem).toMatch(/2 times: b1, b2/);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'duplicated', batch: 1, at: AGAIN });
    });

    it('has its cost added to the batch’s own, and a cost once known is not forgotten', async () => {
      const { ledger, runId } = await lookedFor();
      await ledger.markDuplicated(runId, 1, ['b1', 'b2'], AGAIN);
      await ledger.recordProviderCost(runId, 1, 7n);
      await ledger.recordProviderCost(runId, 1, null);
      expect((await collect(ledger.batchRecords(runId)))[0]?.providerCost).toBe(7n);
      expect(await ledger.lastListedAt(runId, SENDER)).toBeNull();
    });
  });
}
