import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { RemoteBatch } from '../../../src/core/provider.ts';
import type { TrackingSettings } from '../../../src/core/run.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { bringTo, listOf, stateOf, type Bench } from './bench.ts';

export function describeTracking({ open }: Bench): void {
  const accepted = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
    await bringTo(ledger, run.id, 1, 'accepted');
    return { ledger, runId: run.id };
  };
  const ours = (more: Partial<RemoteBatch>): RemoteBatch => aRemoteBatch({ id: 'remote-1', ...more });

  describe('a list of the provider’s batches', () => {
    it('moves ours on, and only ours; says how many changed', async () => {
      const { ledger, runId } = await accepted();
      const seen = [ours({ status: 'Processing', processed: 1 }), aRemoteBatch({ id: 'stranger' })];
      expect(await ledger.recordRemoteBatches(runId, SENDER, listOf(...seen))).toBe(1);
      expect(await ledger.recordRemoteBatches(runId, SENDER, listOf(...seen))).toBe(0);
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ state: 'processing', processed: 1 }]);
    });

    it('dates the listing of its sender', async () => {
      const { ledger, runId } = await accepted();
      expect(await ledger.lastListedAt(runId, SENDER)).toBeNull();
      await ledger.recordRemoteBatches(runId, SENDER, { ...listOf(), at: T0 + 7 });
      await ledger.recordRemoteBatches(runId, SENDER, { ...listOf(), at: T0 + 9 });
      expect(await ledger.lastListedAt(runId, SENDER)).toBe(T0 + 9);
      expect(await ledger.lastListedAt(runId, OTHER_SENDER)).toBeNull();
    });

    it('completes a batch for good: a later word does not take it back', async () => {
      const { ledger, runId } = await accepted();
      const done = ours({ status: 'Completed', updatedAt: T0 + 60 });
      await ledger.recordRemoteBatches(runId, SENDER, { ...listOf(done), at: T0 + 99 });
      const later = ours({ status: 'Processing', updatedAt: T0 + 70 });
      await ledger.recordRemoteBatches(runId, SENDER, listOf(later));
      const [batch] = await ledger.trackedBatches(runId);
      expect(batch).toMatchObject({ state: 'completed', completedAt: T0 + 60 });
    });

    it('takes the instant of the look where the provider gives none', async () => {
      const { ledger, runId } = await accepted();
      const undated = ours({ status: 'Completed', updatedAt: null });
      await ledger.recordRemoteBatches(runId, SENDER, { ...listOf(undated), at: T0 + 99 });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ completedAt: T0 + 99 }]);
    });

    it('keeps a word that nobody knows, and leaves the state where it is', async () => {
      const { ledger, runId } = await accepted();
      await ledger.recordRemoteBatches(runId, SENDER, listOf(ours({ status: 'Throttled' })));
      expect(await ledger.trackedBatches(runId)).toMatchObject([
        { state: 'accepted', remoteStatus: 'Throttled' },
      ]);
    });

    it('brings the batch’s own cost and does not forget it', async () => {
      const { ledger, runId } = await accepted();
      await ledger.recordRemoteBatches(runId, SENDER, listOf(ours({ cost: 23_800_000n })));
      await ledger.recordRemoteBatches(runId, SENDER, listOf(ours({ cost: null, processed: 2 })));
      const [batch] = await collect(ledger.batchRecords(runId));
      expect(batch?.providerCost).toBe(23_800_000n);
    });

    it('still corrects the cost of a settled batch', async () => {
      const { ledger, runId } = await accepted();
      await ledger.settle(runId, 1, T0, 'final');
      await ledger.recordRemoteBatches(runId, SENDER, listOf(ours({ status: 'Completed', cost: 7n })));
      const [batch] = await collect(ledger.batchRecords(runId));
      expect(batch).toMatchObject({ state: 'settled', providerCost: 7n });
    });
  });

  describe('looks at messages', () => {
    it('count the idle ones, and halve the count when there is news', async () => {
      const { ledger, runId } = await accepted();
      for (let at = 1; at <= 4; at++)
        await ledger.recordLook(runId, 1, { at: T0 + at, isIdle: true, isMissing: false });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ idleLooks: 4, lookedAt: T0 + 4 }]);
      await ledger.recordLook(runId, 1, { at: T0 + 5, isIdle: false, isMissing: false });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ idleLooks: 2, lookedAt: T0 + 5 }]);
    });

    it('keep what was last seen, and nothing of a lag where no message was asked for', async () => {
      const { ledger, runId } = await accepted();
      const look = { at: T0, isIdle: true, finalSeen: 1, costSeen: 5n };
      const errors = { final: 1, codes: { 'SMS-CAR-430': 1 } };
      await ledger.recordLook(runId, 1, { ...look, isMissing: null, errors });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ finalSeen: 1, costSeen: 5n }]);
      expect((await ledger.errorCounts(runId, null)).get(SENDER)).toEqual(errors);
      await ledger.recordLook(runId, 1, { ...look, at: T0 + 60_000, isMissing: true });
      const run = (await ledger.listRuns())[0];
      expect(await ledger.worstLagMs(run?.world ?? 'live')).toBeGreaterThan(0);
    });
  });

  describe('a queue that is through', () => {
    it.each([
      ['by the provider’s clock', T0 + 60_000, null, T0 + 60_000],
      ['by a provider’s clock that is known to be ahead', T0 + 3_660_000, 3_600_000, T0 + 60_000],
      ['at most five minutes before the list, by a clock that may be wrong', T0 - 9e6, null, T0 - 200_000],
      ['at the list, by a clock that is ahead', T0 + 9e6, null, T0 + 100_000],
    ])('is dated %s', async (_, updatedAt, skewMs, throughAt) => {
      const { ledger, runId } = await accepted();
      const list = { ...listOf(ours({ status: 'Completed', updatedAt })), at: T0 + 100_000, skewMs };
      await ledger.recordRemoteBatches(runId, SENDER, list);
      await ledger.recordRemoteBatches(runId, SENDER, { ...list, at: T0 + 9e6 });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ throughAt }]);
    });
  });

  describe('calls to the API', () => {
    it('add up by endpoint, run by run, over restarts', async () => {
      const { ledger, runId } = await accepted();
      expect(await ledger.countCalls(runId)).toEqual(new Map());
      await ledger.recordCalls(
        runId,
        new Map([
          ['POST /b', 2],
          ['GET /a', 1],
        ]),
      );
      await ledger.close();
      const later = await open();
      await later.recordCalls(runId, new Map([['POST /b', 3]]));
      expect([...((await later.countCalls(runId)) ?? [])]).toEqual([
        ['GET /a', 1],
        ['POST /b', 5],
      ]);
    });
  });

  describe('the end', () => {
    it('settles a batch, which is tracked no more', async () => {
      const { ledger, runId } = await accepted();
      await ledger.settle(runId, 1, T0 + 9, 'final');
      expect(await ledger.trackedBatches(runId)).toEqual([]);
      expect(await ledger.batchesIn(runId, 'settled')).toMatchObject([{ number: 1, settledAt: T0 + 9 }]);
    });

    it('finishes a run once', async () => {
      const { ledger, runId } = await accepted();
      await ledger.finish(runId, T0 + 9);
      expect((await ledger.listRuns())[0]).toMatchObject({ state: 'finished', finishedAt: T0 + 9 });
      await expect(ledger.finish(runId, T0 + 10)).rejects.toThrow(DefectError);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'finished', at: T0 + 9 });
    });

    it('is moved by the settings of a later start', async () => {
      const { ledger, runId } = await accepted();
      const tracking: TrackingSettings = {
        settleAfterMs: 5,
        trackForMs: 6,
        minDeliveredPercent: 99.5,
        inDoubt: 'resend',
        inDoubtGraceMs: 7,
      };
      await ledger.updateTracking(runId, tracking);
      expect((await ledger.listRuns())[0]?.tracking).toEqual(tracking);
      expect(await stateOf(ledger, runId, 1)).toBe('accepted');
    });
  });
}
