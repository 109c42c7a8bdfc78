import { describe, expect, it } from 'vitest';
import type { Ledger, RecipientRecord } from '../../../src/core/ledger.ts';
import type { ProviderRejection } from '../../../src/core/provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch } from '../../fakes/records.ts';
import { collect, OFFER, RECORD, type Bench } from './bench.ts';

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
