import { describe, expect, it } from 'vitest';
import type { Ledger, RecipientRecord } from '../../../src/core/ledger.ts';
import type { ProviderRejection } from '../../../src/core/provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { OFFER, RECORD, type Bench } from './bench.ts';

export function describeRejections({ open }: Bench): void {
  /** The recipients of a batch of three, the second of two batches, after a reply with these rejections. */
  const afterReply = async (
    rejected: readonly ProviderRejection[],
  ): Promise<{ readonly ledger: Ledger; readonly runId: number; readonly records: RecipientRecord[] }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(3, 10) }] });
    await ledger.offer(run.id, 2, OFFER);
    await ledger.recordOutcome(run.id, 2, { to: 'accepted', batch: aRemoteBatch(), rejected }, RECORD);
    const records = await collect(ledger.recipientRecords(run.id));
    return { ledger, runId: run.id, records };
  };
  const rejection = (more: Partial<ProviderRejection>): ProviderRejection => ({
    index: null,
    to: null,
    errorCode: 'SMS-UP-410',
    description: 'not a mobile number',
    ...more,
  });
  const rejectedLines = (records: readonly RecipientRecord[]): string[] =>
    records
      .filter((record) => record.rejection !== null)
      .map((record) => `${record.batch}/${record.position}`);

  describe('a rejection in the reply', () => {
    it('is kept with its code and words', async () => {
      const { records } = await afterReply([rejection({ to: '+14155550011' })]);
      const words = { errorCode: 'SMS-UP-410', description: 'not a mobile number' };
      expect(records[3]).toMatchObject({ phone: '+14155550011', rejection: words });
    });

    it.each([
      ['the number', rejection({ to: '+14155550011' }), '2/2'],
      ['the number without its plus', rejection({ to: '14155550011' }), '2/2'],
      ['the number, even if the index says another', rejection({ to: '+14155550011', index: 3 }), '2/2'],
      ['the index, from 1, when there is no number', rejection({ index: 1 }), '2/1'],
      ['the index, when the number is unreadable', rejection({ to: 'n/a', index: 3 }), '2/3'],
    ])('is matched by %s', async (_, given, place) => {
      const { records } = await afterReply([given]);
      expect(rejectedLines(records)).toEqual([place]);
    });

    it.each([
      ['an index beyond the batch', rejection({ index: 4 })],
      ['an index of 0', rejection({ index: 0 })],
      ['a number that is in another batch', rejection({ to: '+14155550001' })],
      ['a number with more digits than any', rejection({ to: '+1415555001112345678901' })],
      ['nothing at all', rejection({})],
    ])('with %s is counted and charged to nobody', async (_, given) => {
      const { ledger, runId, records } = await afterReply([given]);
      expect(rejectedLines(records)).toEqual([]);
      const [, batch] = await collect(ledger.batchRecords(runId));
      expect(batch).toMatchObject({ rejected: 1, accepted: 2 });
    });

    it.each([
      ['SMS-RC-413', { optedOut: [14_155_550_011], bad: [] }],
      ['SMS-RC-410', { optedOut: [], bad: [14_155_550_011] }],
      ['SMS-RC-430', { optedOut: [], bad: [] }],
      [null, { optedOut: [], bad: [] }],
    ] as const)('with %s says of its number what a failed message would', async (errorCode, lists) => {
      const { ledger } = await afterReply([rejection({ index: 2, errorCode })]);
      const optOuts = (await collect(ledger.optOuts('loopback'))).flat();
      expect(optOuts).toMatchObject(
        lists.optedOut.map((phone) => ({
          phone,
          from: Number(SENDER.slice(1)),
          source: errorCode,
          at: RECORD.at,
        })),
      );
      expect(optOuts).toHaveLength(lists.optedOut.length);
      expect((await collect(ledger.badNumbers('loopback'))).flat()).toEqual(
        lists.bad.map((phone) => ({ phone, code: errorCode, at: RECORD.at })),
      );
    });

    it('counts for an alarm, beside what the messages come to, and for as long as there is none', async () => {
      const { ledger, runId } = await afterReply([
        rejection({ to: '+14155550011', errorCode: 'SMS-RC-503' }),
        rejection({ to: '+14155550012', errorCode: null }),
        rejection({ to: 'n/a', errorCode: 'SMS-RC-503' }),
      ]);
      const countsNow = async () => (await ledger.errorCounts(runId, null)).get(SENDER);
      expect(await countsNow()).toEqual({ final: 2, codes: { 'SMS-RC-503': 2 } });
      await ledger.recordErrorCounts(runId, 2, { final: 1, codes: { 'SMS-CAR-430': 1 } }, RECORD.at);
      expect(await countsNow()).toEqual({ final: 3, codes: { 'SMS-RC-503': 2, 'SMS-CAR-430': 1 } });
      const failed = aRemoteMessage({ to: '+14155550011', status: 'SendingFailed', errorCode: 'SMS-RC-503' });
      await ledger.recordMessages(runId, 2, [failed]);
      await ledger.recordLook(runId, 2, { at: RECORD.at, isIdle: false, isMissing: false });
      expect(await countsNow()).toEqual({ final: 2, codes: { 'SMS-RC-503': 2 } });
    });

    it('by a limit is remembered as one', async () => {
      const { ledger } = await afterReply([rejection({ to: '+14155550011', errorCode: 'SMS-RC-403' })]);
      expect([...(await ledger.limitedAt('loopback'))]).toEqual([[SENDER, RECORD.at]]);
    });

    it('lowers what the batch has accepted', async () => {
      const { ledger, runId } = await afterReply([
        rejection({ to: '+14155550011' }),
        rejection({ to: '+14155550012' }),
      ]);
      const [, batch] = await collect(ledger.batchRecords(runId));
      expect(batch).toMatchObject({ recipients: 3, rejected: 2, accepted: 1 });
      expect(await ledger.trackedBatches(runId)).toMatchObject([{ number: 2, accepted: 1, isFound: false }]);
    });
  });
}
