import { describe, expect, it } from 'vitest';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage } from '../../fakes/records.ts';
import { acceptedAs, NOT_TAKEN, OFFER, RECORD, type Bench } from './bench.ts';

const PRICE = 11_900_000n;

export function describeSpending({ open }: Bench): void {
  describe('what a run has cost', () => {
    it('is counted at the plan’s price from the offer on, and by the messages’ costs as they come', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(1, 3) }] });
      expect(await ledger.readSpend(run.id)).toMatchObject({ spent: 0n, open: 0n, messages: 0 });
      await ledger.offer(run.id, 1, OFFER);
      expect(await ledger.readSpend(run.id)).toMatchObject({
        open: 2n * PRICE,
        openSegments: 2,
        messages: 2,
      });
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      const priced = aRemoteMessage({ batchId: 'r1', status: 'Delivered', segments: 1, cost: 15_900_000n });
      await ledger.recordMessages(run.id, 1, [
        priced,
        { ...priced, id: 'm2', to: '+14155550002', cost: null },
      ]);
      await ledger.recordLook(run.id, 1, { at: T0, isIdle: false, isMissing: false });
      expect(await ledger.readSpend(run.id)).toEqual({
        ...{ spent: 15_900_000n, pricedSegments: 1, openSegments: 1, open: PRICE, messages: 2 },
      });
      const corrected = { ...priced, cost: 7_000_000n, updatedAt: T0 + 1 };
      const late = { ...priced, id: 'm2', to: '+14155550002', cost: 5_000_000n, updatedAt: T0 + 1 };
      await ledger.recordMessages(run.id, 1, [corrected, late]);
      await ledger.recordLook(run.id, 1, { at: T0, isIdle: false, isMissing: false });
      expect(await ledger.readSpend(run.id)).toMatchObject({ spent: 12_000_000n, openSegments: 0, open: 0n });
    });

    it.each([
      ['stays open at zero, which may be a price to come', PRICE, 'Delivered', 2],
      ['stays open at zero although it was not delivered: it was sent', PRICE, 'DeliveryFailed', 2],
      ['is nothing at zero where it never left', PRICE, 'SendingFailed', 0],
      ['is nothing at zero where the plan says so', 0n, 'Delivered', 0],
    ] as const)('%s', async (_, price, status, openSegments) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2), price }] });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      const zero = aRemoteMessage({ batchId: 'r1', status, segments: 1, cost: 0n });
      await ledger.recordMessages(run.id, 1, [zero, { ...zero, id: 'm2', to: '+14155550002' }]);
      await ledger.recordLook(run.id, 1, { at: T0, isIdle: false, isMissing: false });
      const planned = price * BigInt(openSegments);
      expect(await ledger.readSpend(run.id)).toMatchObject({
        ...{ spent: 0n, pricedSegments: 0, openSegments, open: planned },
      });
    });

    it('is nothing for a batch that was not taken, for a rejected recipient and for a message that never left', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(3) }, { phones: phones(1, 4) }] });
      await ledger.offer(run.id, 2, OFFER);
      await ledger.recordOutcome(run.id, 2, NOT_TAKEN, RECORD);
      expect(await ledger.readSpend(run.id)).toMatchObject({ open: 0n, messages: 0 });
      await ledger.offer(run.id, 1, OFFER);
      const rejected = [{ index: 1, to: '+14155550001', errorCode: 'SMS-RC-410', description: null }];
      const batch = aRemoteBatch({ id: 'r1' });
      await ledger.recordOutcome(run.id, 1, { to: 'accepted', batch, rejected }, RECORD);
      const lost = aRemoteMessage({ batchId: 'r1', to: '+14155550002', status: 'SendingFailed' });
      await ledger.recordMessages(run.id, 1, [lost]);
      await ledger.recordLook(run.id, 1, { at: T0, isIdle: false, isMissing: false });
      expect(await ledger.readSpend(run.id)).toMatchObject({ openSegments: 1, open: PRICE });
    });
  });
}
