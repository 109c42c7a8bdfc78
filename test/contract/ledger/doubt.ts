import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { SECOND, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, aRemoteMessage, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { ANN, bringTo, stateOf, type Bench } from './bench.ts';

export function describeDoubt({ open }: Bench): void {
  /** A run of two batches of three whose first one is in doubt. */
  const inDoubt = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(3) }, { phones: phones(3, 10) }] });
    await bringTo(ledger, run.id, 1, 'in_doubt');
    return { ledger, runId: run.id };
  };

  describe('a batch in doubt', () => {
    it('counts its clean looks, keeps what the last one saw, and tells each in the journal', async () => {
      const { ledger, runId } = await inDoubt();
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([
        { number: 1, cleanLooks: 0, lookedAt: null, seen: null, hasDiffered: false, resendAt: null },
      ]);
      const first = { batchesSeen: 1, messagesSeen: 2, differing: [], unread: [] };
      const second = { batchesSeen: 3, messagesSeen: 0, differing: [], unread: [] };
      await ledger.recordDoubtLook(runId, 1, { at: T0 + 5000, ...first });
      await ledger.recordDoubtLook(runId, 1, { at: T0 + 9000, ...second });
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([
        { cleanLooks: 2, lookedAt: T0 + 9000, seen: second },
      ]);
      const looks = (await ledger.journal(runId)).filter((entry) => entry.kind === 'not-found');
      expect(looks.map((entry) => JSON.parse(entry.detail) as unknown)).toEqual([first, second]);
    });

    it('that once was seen with other texts stays a person’s, whatever later looks see', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ differing: ['x'] }));
      await ledger.recordDoubtLook(runId, 1, aDoubtLook());
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ hasDiffered: true, cleanLooks: 2 }]);
    });

    it('is dated by the end of its offer, and keeps the instant that the search for it starts from', async () => {
      const { ledger, runId } = await inDoubt();
      const dates = { firstOfferedAt: T0, submittedAt: T0, doubtedAt: T0 + SECOND, attempts: 1 };
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([dates]);
    });

    it('is looked at only while it is in doubt', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.adoptFound(runId, 1, aRemoteBatch(), T0);
      const before = await ledger.journal(runId);
      await expect(ledger.recordDoubtLook(runId, 1, aDoubtLook())).rejects.toThrow(DefectError);
      expect(await ledger.journal(runId)).toEqual(before);
    });

    it('that is found is accepted under the provider’s id, looks forgotten, and owned', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.recordDoubtLook(runId, 1, aDoubtLook());
      expect(await ledger.isOwned('b1')).toBe(false);
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1', status: 'Processing' }), T0);
      expect(await ledger.isOwned('b1')).toBe(true);
      const known = { batchId: 'b1', batchIds: ['b1'], isFound: true };
      expect(await ledger.trackedBatches(runId)).toMatchObject([
        { ...known, lookedAt: null, idleLooks: 0, problem: null },
      ]);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ kind: 'found', detail: 'b1', who: null });
    });

    it('can not take a batch of the provider’s that another of ours owns', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1' }), T0);
      await bringTo(ledger, runId, 2, 'in_doubt');
      await expect(ledger.adoptFound(runId, 2, aRemoteBatch({ id: 'b1' }), T0)).rejects.toThrow(DefectError);
      await expect(ledger.markDuplicated(runId, 2, ['b2', 'b1'], T0)).rejects.toThrow(DefectError);
      const adoption = { kind: 'adopt', batch: aRemoteBatch({ id: 'b1' }) } as const;
      await expect(ledger.decide(runId, 2, adoption, ANN)).rejects.toThrow(DefectError);
      expect(await ledger.isOwned('b2')).toBe(false);
      expect((await ledger.batchesIn(runId, 'in_doubt')).map((batch) => batch.number)).toEqual([2]);
    });
  });

  describe('a person’s word on a batch in doubt', () => {
    it('is in the journal with who and when: adopt', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.decide(runId, 1, { kind: 'adopt', batch: aRemoteBatch({ id: 'b7' }) }, ANN);
      const told = { ...ANN, batch: 1, kind: 'decided-adopt', detail: 'b7', epoch: ledger.epoch };
      expect((await ledger.journal(runId)).at(-1)).toEqual(told);
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ batchId: 'b7', isFound: true }]);
    });

    it('is in the journal with who and when: assume it was sent', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.decide(runId, 1, { kind: 'assume-sent' }, ANN);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ ...ANN, kind: 'decided-assume-sent' });
      const given = { state: 'abandoned', settledAt: ANN.at, doubtedAt: T0 + SECOND };
      expect((await collect(ledger.batchRecords(runId)))[0]).toMatchObject(given);
    });

    it('to offer it again waits for the next look', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.decide(runId, 1, { kind: 'resend' }, ANN);
      expect((await ledger.journal(runId)).at(-1)).toMatchObject({ ...ANN, kind: 'decided-resend' });
      expect(await stateOf(ledger, runId, 1)).toBe('in_doubt');
      await ledger.recordDoubtLook(runId, 1, aDoubtLook());
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ resendAt: ANN.at }]);
    });

    it('to offer it again is taken back by a look that first sees other texts', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.decide(runId, 1, { kind: 'resend' }, ANN);
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ differing: ['x'] }));
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ resendAt: null, hasDiffered: true }]);
    });

    it('to offer it again stands when it was said in the knowledge of other texts', async () => {
      const { ledger, runId } = await inDoubt();
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ differing: ['x'] }));
      await ledger.decide(runId, 1, { kind: 'resend' }, ANN);
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ differing: ['x'] }));
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ resendAt: ANN.at }]);
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
