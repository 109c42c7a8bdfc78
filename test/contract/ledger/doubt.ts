import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, SENDER } from '../../fakes/records.ts';
import { bringTo, collect, type Bench } from './bench.ts';

export function describeDoubt({ open }: Bench): void {
  /** A run of two batches of three whose first one is in doubt. */
  const inDoubt = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(3) }, { phones: phones(3, 10) }] });
    await bringTo(ledger, run.id, 1, 'in_doubt');
    return { ledger, runId: run.id };
  };

  describe('a batch in doubt', () => {
    it('counts its clean looks and keeps what each one saw', async () => {
      const { ledger, runId } = await inDoubt();
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([
        { number: 1, cleanLooks: 0, lookedAt: null },
      ]);
      await ledger.recordDoubtLook(runId, 1, { at: T0 + 5000, seen: '{"kind":"absent"}' });
      await ledger.recordDoubtLook(runId, 1, { at: T0 + 9000, seen: '{"kind":"differs"}' });
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ cleanLooks: 2, lookedAt: T0 + 9000 }]);
      const looks = (await ledger.journal(runId)).filter((entry) => entry.kind === 'not-found');
      expect(looks.map((entry) => entry.detail)).toEqual(['{"kind":"absent"}', '{"kind":"differs"}']);
    });

    it('is looked for again from the first look on when a new start says so, and no other batch', async () => {
      const { ledger, runId } = await inDoubt();
      await bringTo(ledger, runId, 2, 'accepted');
      await ledger.recordLook(runId, 2, { at: T0, isIdle: true });
      await ledger.recordDoubtLook(runId, 1, { at: T0 + 5000, seen: '' });
      expect(await ledger.lookAgain(runId)).toBe(1);
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ cleanLooks: 0, lookedAt: T0 + 5000 }]);
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ number: 2, idleLooks: 1 }]);
      expect((await ledger.journal(runId)).filter((entry) => entry.kind === 'not-found')).toHaveLength(1);
    });

    it('is looked at only while it is in doubt', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.adoptFound(runId, 1, aRemoteBatch(), T0);
      const before = await ledger.journal(runId);
      await expect(ledger.recordDoubtLook(runId, 1, { at: T0, seen: '' })).rejects.toThrow(DefectError);
      expect(await ledger.journal(runId)).toEqual(before);
    });

    it('that is found is accepted under the provider’s id, looks forgotten, and owned', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.recordDoubtLook(runId, 1, { at: T0, seen: '' });
      expect(await ledger.isOwned('b1')).toBe(false);
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1', status: 'Processing' }), T0);
      expect(await ledger.isOwned('b1')).toBe(true);
      const known = { batchId: 'b1', isFound: true, lookedAt: null, idleLooks: 0, problem: null };
      expect(await ledger.trackedBatches(runId)).toMatchObject([known]);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'found', detail: 'b1' });
    });

    it('can not take a batch of the provider’s that another of ours owns', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1' }), T0);
      await bringTo(ledger, runId, 2, 'in_doubt');
      await expect(ledger.adoptFound(runId, 2, aRemoteBatch({ id: 'b1' }), T0)).rejects.toThrow(DefectError);
      await expect(ledger.markDuplicated(runId, 2, ['b2', 'b1'], T0)).rejects.toThrow(DefectError);
      expect(await ledger.isOwned('b2')).toBe(false);
      expect((await ledger.batchesIn(runId, 'in_doubt')).map((batch) => batch.number)).toEqual([2]);
    });

    it('that the provider has twice is linked to both, and no longer tracked', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.markDuplicated(runId, 1, ['b1', 'b2'], T0);
      expect(await ledger.isOwned('b1')).toBe(true);
      expect(await ledger.isOwned('b2')).toBe(true);
      expect(await ledger.trackedBatches(runId)).toEqual([]);
      const [batch] = await ledger.batchesIn(runId, 'duplicated');
      expect(batch?.problem).toMatch(/2 times: b1, b2/);
    });

    it('keeps its instant of submission, which the search for it starts from', async () => {
      const { ledger, runId } = await inDoubt();
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ submittedAt: T0, attempts: 1 }]);
    });
  });

  describe('recipients of a found batch without a message', () => {
    it('are rejected, their reasons lost; told once', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.adoptFound(runId, 1, aRemoteBatch(), T0);
      await ledger.recordMessages(runId, 1, [aRemoteMessage({ id: 'm2', to: '+14155550002' })]);
      expect(await ledger.recordLostRejections(runId, 1, T0)).toBe(2);
      expect(await ledger.recordLostRejections(runId, 1, T0)).toBe(0);
      const records = (await collect(ledger.recipientRecords(runId))).filter((record) => record.batch === 1);
      expect(records.map((record) => record.rejection !== null)).toEqual([true, false, true]);
      expect(records[0]?.rejection).toEqual({ errorCode: null, description: null });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ accepted: 1 }]);
      const notes = (await ledger.journal(runId)).filter((entry) => entry.kind === 'rejections-lost');
      expect(notes).toHaveLength(1);
    });
  });

  it('an id in another run of the workspace is owned as well', async () => {
    const { ledger, runId } = await inDoubt();
    await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1' }), T0);
    await freezeRun(ledger, { members: [{ from: SENDER, phones: phones(1) }], name: 'x-1', campaign: 'x' });
    expect(await ledger.isOwned('b1')).toBe(true);
  });
}
