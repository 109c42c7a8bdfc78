import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import { hashText } from '../../../src/core/text-hash.ts';
import { HOUR, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import {
  acceptedAs,
  ANN,
  bringTo,
  listOf,
  NO_REPLY,
  NOT_TAKEN,
  OFFER,
  RECORD,
  RESEND,
  stateOf,
  type Bench,
} from './bench.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

const PRICE = 11_900_000n;
const NOBODY: readonly string[] = [];

/** The E.164 numbers of phones. */
function numbers(of: readonly number[]): string[] {
  return of.map((phone) => `+${phone}`);
}

async function optOut(ledger: Ledger, phone: number, from: string | null = null): Promise<void> {
  const consent = { to: `+${phone}`, from, status: 'OptOut', source: 'Recipient', at: null } as const;
  await ledger.recordOptOuts('loopback', [consent], T0, true);
}

async function offered(ledger: Ledger, runId: number): Promise<readonly string[]> {
  return (await batchRecipients(ledger, runId, 1)).map((recipient) => recipient.phone);
}

export function describePacing({ open }: Bench): void {
  describe('those who opt out between the plan and their offer', () => {
    it('are left out of it, keep their line, and are not sent', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
      await optOut(ledger, 14_155_550_002);
      expect(await ledger.withhold(run.id, 1, T0)).toEqual({ withheld: 1, contacted: 0, left: 2 });
      expect(await offered(ledger, run.id)).toEqual(numbers([14_155_550_001, 14_155_550_003]));
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      expect(await ledger.trackedBatches(run.id)).toMatchObject([
        { recipients: 3, withheld: 1, accepted: 2 },
      ]);
      const records = await collect(ledger.recipientRecords(run.id));
      expect(records.map((record) => record.withheld)).toEqual([null, 'opted-out', null]);
    });

    it('make an offer void that was built before', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await ledger.addOptOuts([{ phone: 14_155_550_001, from: 0, world: 'any', source: 'manual' }], ANN);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
      expect(await stateOf(ledger, run.id, 1)).toBe('planned');
      await ledger.withhold(run.id, 1, T0);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
    });

    it('abandon a batch that nobody is left in', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await optOut(ledger, 14_155_550_001);
      expect(await ledger.withhold(run.id, 1, T0)).toEqual({ withheld: 1, contacted: 0, left: 0 });
      expect(await stateOf(ledger, run.id, 1)).toBe('abandoned');
    });

    it.each([
      ['all', OTHER_SENDER, 1],
      ['sender', OTHER_SENDER, 0],
      ['sender', SENDER, 1],
      ['sender', null, 1],
    ] as const)('with the scope %s and an opt-out from %s, are %d', async (optOutScope, from, withheld) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }], optOutScope });
      await optOut(ledger, 14_155_550_001, from);
      expect((await ledger.withhold(run.id, 1, T0))?.withheld).toBe(withheld);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
    });

    it('of another world are texted', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      const consent = { to: '+14155550001', from: null, status: 'OptOut', source: null, at: null } as const;
      await ledger.recordOptOuts('sandbox', [consent], T0, true);
      expect((await ledger.withhold(run.id, 1, T0))?.withheld).toBe(0);
    });

    it('are looked for at the provider when they were in the first offer, and counted when it is found', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, NO_REPLY, RECORD);
      await optOut(ledger, 14_155_550_001);
      await ledger.withhold(run.id, 1, T0);
      expect(await offered(ledger, run.id)).toEqual(numbers([14_155_550_002]));
      expect(await ledger.offeredRecipients(run.id, 1)).toHaveLength(2);
      await ledger.adoptFound(run.id, 1, aRemoteBatch(), T0);
      expect(await ledger.trackedBatches(run.id)).toMatchObject([{ withheld: 0, accepted: 2 }]);
    });

    it('are told apart by the index of a rejection, which counts what was in the request', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
      await optOut(ledger, 14_155_550_001);
      await ledger.withhold(run.id, 1, T0);
      await ledger.offer(run.id, 1, OFFER);
      const rejected = [{ index: 1, to: null, errorCode: 'SMS-RC-410', description: null }];
      await ledger.recordOutcome(run.id, 1, { to: 'accepted', batch: aRemoteBatch(), rejected }, RECORD);
      const records = await collect(ledger.recipientRecords(run.id));
      expect(records.map((record) => record.rejection !== null)).toEqual([false, true, false]);
    });
  });

  describe('a contact', () => {
    const hello = hashText('Hello');

    it('is known from the offer on, and forgotten when that was certainly not taken', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      expect(await ledger.hasContacts('loopback')).toBe(false);
      await ledger.offer(run.id, 1, OFFER);
      const contact = { phone: 14_155_550_001, textHash: hello, from: SENDER, campaign: 'spring', at: T0 };
      expect(await ledger.contactsOf('loopback', [14_155_550_001, 14_155_559_999])).toMatchObject([contact]);
      expect(await ledger.contactsOf('live', [14_155_550_001])).toEqual([]);
      await ledger.recordOutcome(run.id, 1, NOT_TAKEN, RECORD);
      expect(await ledger.contactsOf('loopback', [14_155_550_001])).toEqual([]);
    });

    it('stays when a second offer was not taken: the first may have been', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, NO_REPLY, RECORD);
      await ledger.offer(run.id, 1, RESEND);
      await ledger.recordOutcome(run.id, 1, NOT_TAKEN, RECORD);
      expect(await ledger.contactsOf('loopback', [14_155_550_001])).toHaveLength(1);
    });
  });

  describe('the pace', () => {
    it('has a first batch for each sender and window', async () => {
      const ledger = await open();
      const members = [
        { phones: phones(1), window: 'a' },
        { phones: phones(1, 2), window: 'a' },
        { phones: phones(1, 3), window: 'b', price: 5n },
        { phones: phones(1, 4), window: 'a', from: OTHER_SENDER },
      ];
      const run = await freezeRun(ledger, { members });
      const heads = await ledger.plannedHeads(run.id, 3);
      expect(heads.map((batch) => [batch.number, batch.window, batch.price])).toEqual([
        ...[
          [1, 'a', PRICE],
          [3, 'b', 5n],
          [4, 'a', PRICE],
        ],
      ]);
    });

    it('knows what is queued at the provider, of all runs of a world', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(1, 3) }] });
      await bringTo(ledger, run.id, 1, 'processing', 'r1');
      await bringTo(ledger, run.id, 2, 'completed', 'r2');
      expect(await ledger.queuedBatches('loopback')).toMatchObject([
        { from: SENDER, messages: 2, submittedAt: T0 },
      ]);
      expect(await ledger.queuedBatches('live')).toEqual([]);
      await ledger.recordRemoteBatches(run.id, SENDER, {
        ...listOf(aRemoteBatch({ id: 'r1', processed: 1 })),
        at: T0 + HOUR,
      });
      expect(await ledger.queuedBatches('loopback')).toMatchObject([{ processed: 1, listedAt: T0 + HOUR }]);
    });

    it('counts what was offered since, less what was not taken', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(1, 3) }] });
      await bringTo(ledger, run.id, 1, 'accepted', 'r1');
      await ledger.offer(run.id, 2, OFFER);
      await ledger.recordOutcome(run.id, 2, NOT_TAKEN, RECORD);
      expect([...(await ledger.offeredSince('loopback', T0))]).toEqual([[SENDER, 2]]);
      expect([...(await ledger.offeredSince('loopback', T0 + 1))]).toEqual([]);
    });

    it('counts the numbers that share a cap together, whichever runs of a world they send in', async () => {
      const ledger = await open();
      const share = (from: string, capGroup: string) => ({
        ...NO_LIMITS,
        senders: [{ from, perMinute: 60, dailyCap: 6000, capGroup }],
      });
      const send = async (campaign: string, more: Partial<Parameters<typeof freezeRun>[1]>) => {
        const [from = SENDER] = more.limits?.senders.map((sender) => sender.from) ?? [];
        const members = [{ phones: phones(2), from }];
        const run = await freezeRun(ledger, { name: `${campaign}-0123456789`, campaign, members, ...more });
        await bringTo(ledger, run.id, 1, 'accepted', campaign);
        return run;
      };
      await send('one', { limits: share(SENDER, 'C1') });
      const other = await send('other', { limits: share(OTHER_SENDER, 'C1') });
      await send('live', { limits: share('+16505550102', 'C1'), world: 'live' });
      await send('third', { limits: share('+16505550103', 'C2') });
      const offered = await ledger.offeredSince('loopback', T0);
      expect(offered.get('C1')).toBe(4);
      expect(offered.get('C2')).toBe(2);
      expect(offered.get(SENDER)).toBe(2);
      await ledger.settle(other.id, 1, T0, 'final');
      await ledger.finish(other.id, T0);
      expect((await ledger.offeredSince('loopback', T0)).get('C1')).toBe(4);
    });

    it('keeps limits, and adds up errors by sender, of the batches that an alarm still looks at', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(1, 3) }] });
      const limits = { ...NO_LIMITS, maxCost: 10n ** 17n, maxMessages: 5 };
      await ledger.updateLimits(run.id, limits);
      expect((await ledger.findRun(run.name))?.limits).toEqual(limits);
      await bringTo(ledger, run.id, 1, 'accepted', 'r1');
      await bringTo(ledger, run.id, 2, 'accepted', 'r2');
      const counts = (code: string) => ({ final: 3, codes: { [code]: 2 } });
      await ledger.recordErrorCounts(run.id, 1, counts('SMS-CAR-430'), T0);
      await ledger.recordErrorCounts(run.id, 2, counts('SMS-CAR-430'), T0);
      expect((await ledger.errorCounts(run.id, null)).get(SENDER)).toEqual({
        ...{ final: 6, codes: { 'SMS-CAR-430': 4 } },
      });
      await ledger.trip(run.id, { reason: 'spam', detail: '4 of 6' }, T0 + 5);
      expect((await ledger.findRun(run.name))?.alarm).toEqual({ reason: 'spam', detail: '4 of 6' });
      await ledger.unpause(run.id, ANN);
      expect(await ledger.findRun(run.name)).toMatchObject({
        alarm: null,
        pausedAt: null,
        watchedFrom: ANN.at,
      });
      expect([...(await ledger.errorCounts(run.id, ANN.at))]).toEqual(NOBODY);
    });

    it('remembers when a limit was met, and not again when nothing was added', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await bringTo(ledger, run.id, 1, 'accepted', 'r1');
      const counts = { final: 2, codes: { 'SMS-RC-403': 1 } };
      await ledger.recordErrorCounts(run.id, 1, counts, T0 + 5);
      await ledger.recordErrorCounts(run.id, 1, counts, T0 + 9);
      expect([...(await ledger.limitedAt('loopback'))]).toEqual([[SENDER, T0 + 5]]);
    });
  });

  describe('a failed message', () => {
    it.each([
      ['SMS-CAR-413', [14_155_550_001], []],
      ['SMS-UP-410', [], [14_155_550_001]],
      ['SMS-CAR-430', [], []],
    ] as const)('with %s puts its number on a list', async (errorCode, optedOut, bad) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await bringTo(ledger, run.id, 1, 'accepted', 'r1');
      const failed = aRemoteMessage({ batchId: 'r1', status: 'DeliveryFailed', errorCode });
      await ledger.recordMessages(run.id, 1, [failed]);
      const known = (await collect(ledger.optOuts('loopback'))).flat();
      expect(known.map((entry) => [entry.phone, entry.from, entry.source])).toEqual(
        optedOut.map((phone) => [phone, Number(SENDER.slice(1)), errorCode]),
      );
      expect((await collect(ledger.badNumbers('loopback'))).flat().map(({ phone }) => phone)).toEqual(bad);
    });
  });
}
