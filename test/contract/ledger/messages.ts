import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { RemoteMessage } from '../../../src/core/provider.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteMessage } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { bringTo, type Bench } from './bench.ts';

export function describeMessages({ open }: Bench): void {
  const accepted = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
    await bringTo(ledger, run.id, 1, 'accepted');
    return { ledger, runId: run.id };
  };
  /** The record of recipient 1 after these pages, in this order. */
  const after = async (...pages: readonly Partial<RemoteMessage>[]) => {
    const { ledger, runId } = await accepted();
    for (const page of pages) await ledger.recordMessages(runId, 1, [aRemoteMessage(page)]);
    const [record] = await collect(ledger.recipientRecords(runId));
    return record;
  };

  describe('a page of messages', () => {
    it('is matched to the recipients by number, and says how many were new or changed', async () => {
      const { ledger, runId } = await accepted();
      const page = [aRemoteMessage({ id: 'm2', to: '+14155550002' }), aRemoteMessage({ id: 'm1' })];
      expect(await ledger.recordMessages(runId, 1, page)).toBe(2);
      expect(await ledger.recordMessages(runId, 1, page)).toBe(0);
      const delivered = aRemoteMessage({ id: 'm1', status: 'Delivered', updatedAt: T0 + 1 });
      expect(await ledger.recordMessages(runId, 1, [...page.slice(0, 1), delivered])).toBe(1);
      const records = await collect(ledger.recipientRecords(runId));
      expect(records.slice(0, 2).map((record) => `${record.position} ${record.messageId}`)).toEqual([
        '1 m1',
        '2 m2',
      ]);
    });

    it('that is older never overwrites what a newer one said', async () => {
      const newer = { status: 'Delivered', updatedAt: T0 + 50, cost: 9n };
      expect(await after(newer, { status: 'Sent', updatedAt: T0 + 40, cost: null })).toMatchObject(newer);
    });

    it('that is newer does, error code and all', async () => {
      const late = { status: 'DeliveryFailed', errorCode: 'SMS-CAR-410', updatedAt: T0 + 60 };
      expect(await after({ status: 'Sent', updatedAt: T0 + 50 }, late)).toMatchObject(late);
    });

    it('of the same instant does: a price may come without a new date', async () => {
      expect(
        await after({ status: 'Sent', cost: null }, { status: 'Sent', cost: 11_900_000n }),
      ).toMatchObject({
        cost: 11_900_000n,
      });
    });

    it('without a price or segments does not take them away', async () => {
      const first = { status: 'Sent', cost: 5n, segments: 2, updatedAt: T0 };
      const second = { status: 'Delivered', cost: null, segments: null, updatedAt: T0 + 9 };
      expect(await after(first, second)).toMatchObject({ status: 'Delivered', cost: 5n, segments: 2 });
    });

    it('without a date brings its status, and does not take the date away', async () => {
      const dated = { status: 'Queued', updatedAt: T0 + 9 };
      const expected = { status: 'Sent', updatedAt: T0 + 9 };
      expect(await after(dated, { status: 'Sent', updatedAt: null })).toMatchObject(expected);
    });

    it('corrects a price', async () => {
      expect(await after({ cost: 5n }, { cost: 7n, updatedAt: T0 + 1 })).toMatchObject({ cost: 7n });
    });

    it('keeps a status that nobody knows, word for word', async () => {
      expect(await after({ status: 'Pondering', errorCode: 'X-1' })).toMatchObject({
        status: 'Pondering',
        errorCode: 'X-1',
      });
    });
  });

  it('a message to nobody of ours follows its batch, on line 0', async () => {
    const { ledger, runId } = await accepted();
    await ledger.recordMessages(runId, 1, [aRemoteMessage({ id: 'm9', to: '+14155559999' })]);
    const records = await collect(ledger.recipientRecords(runId));
    expect(records.map((record) => record.line)).toEqual([2, 3, 0, 4, 5]);
    expect(records[2]).toMatchObject({ phone: '+14155559999', messageId: 'm9', position: 0, batch: 1 });
  });

  it('a message to nobody of ours takes nobody’s own message away, whatever their ids', async () => {
    const { ledger, runId } = await accepted();
    await ledger.recordMessages(runId, 1, [
      aRemoteMessage({ id: 'm1', to: '+14155559999' }),
      aRemoteMessage({ id: 'm2', to: '+14155550002' }),
      aRemoteMessage({ id: 'm0', to: '+14155550001' }),
    ]);
    const records = await collect(ledger.recipientRecords(runId));
    expect(records.map((record) => `${record.line} ${record.messageId ?? '-'}`)).toEqual([
      '2 m0',
      '3 m2',
      '0 m1',
      '4 -',
      '5 -',
    ]);
  });

  it('two messages to one recipient are both there', async () => {
    const { ledger, runId } = await accepted();
    await ledger.recordMessages(runId, 1, [aRemoteMessage({ id: 'm1' }), aRemoteMessage({ id: 'm2' })]);
    const records = await collect(ledger.recipientRecords(runId));
    expect(records.map((record) => `${record.line} ${record.messageId ?? '-'}`)).toEqual([
      '2 m1',
      '2 m2',
      '3 -',
      '4 -',
      '5 -',
    ]);
  });

  it('a message id that stands in two batches is counted as repeated', async () => {
    const { ledger, runId } = await accepted();
    await bringTo(ledger, runId, 2, 'accepted');
    await ledger.recordMessages(runId, 1, [aRemoteMessage({ id: 'm1' })]);
    expect(await ledger.countRepeatedMessageIds(runId)).toBe(0);
    await ledger.recordMessages(runId, 2, [aRemoteMessage({ id: 'm1', to: '+14155550003' })]);
    expect(await ledger.countRepeatedMessageIds(runId)).toBe(1);
  });

  describe('the tally of a batch', () => {
    it('counts by status and error code, with cost, segments, missing prices and the span of updates', async () => {
      const { ledger, runId } = await accepted();
      await ledger.recordMessages(runId, 1, [
        aRemoteMessage({ id: 'a', status: 'Delivered', cost: 3n, segments: 1, updatedAt: T0 + 5 }),
        aRemoteMessage({ id: 'b', status: 'Delivered', cost: null, segments: 2, updatedAt: T0 + 9 }),
        aRemoteMessage({ id: 'c', status: 'DeliveryFailed', errorCode: 'SMS-CAR-410', cost: 4n }),
      ]);
      expect(await ledger.tallyMessages(runId, 1)).toEqual([
        {
          ...{
            status: 'Delivered',
            errorCode: null,
            count: 2,
            cost: 3n,
            unpriced: 1,
            costless: 0,
            segments: 3,
          },
          ...{ oldestUpdate: T0 + 5, newestUpdate: T0 + 9 },
        },
        {
          ...{
            status: 'DeliveryFailed',
            errorCode: 'SMS-CAR-410',
            count: 1,
            cost: 4n,
            unpriced: 0,
            costless: 0,
            segments: 0,
          },
          ...{ oldestUpdate: T0, newestUpdate: T0 },
        },
      ]);
    });

    it('tells how many cost nothing, which is not to have no price', async () => {
      const { ledger, runId } = await accepted();
      await ledger.recordMessages(runId, 1, [
        aRemoteMessage({ id: 'a', status: 'Sent', cost: 0n }),
        aRemoteMessage({ id: 'b', status: 'Sent', cost: null }),
        aRemoteMessage({ id: 'c', status: 'Queued', cost: null }),
      ]);
      expect(await ledger.tallyMessages(runId, 1)).toMatchObject([
        { status: 'Queued', unpriced: 1, costless: 0 },
        { status: 'Sent', unpriced: 1, costless: 1 },
      ]);
    });

    it('is exact beyond what a double can count', async () => {
      const { ledger, runId } = await accepted();
      const large = 2n ** 53n - 1n;
      const costs = [large, large, 3n];
      const page = costs.map((cost, index) => aRemoteMessage({ id: `m${index}`, cost }));
      await ledger.recordMessages(runId, 1, page);
      expect((await ledger.tallyMessages(runId, 1))[0]?.cost).toBe(2n ** 54n + 1n);
      const [batch] = await collect(ledger.batchRecords(runId));
      expect(batch?.tallies[0]?.cost).toBe(2n ** 54n + 1n);
    });
  });
}
