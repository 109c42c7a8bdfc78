import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/core/history.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { acceptedAs, ANN, NO_REPLY, NOT_TAKEN, OFFER, RECORD, type Bench } from './bench.ts';

/** Enough people that the end of a run lists them in more than one piece. */
const MANY = 10_001;

async function contacts(ledger: Ledger, of: readonly number[]): Promise<Contact[]> {
  return [...(await ledger.contactsOf('loopback', of))].sort((one, other) => one.phone - other.phone);
}

export function describeContacts({ open }: Bench): void {
  describe('whom a run has contacted', () => {
    it('is the same before and after its end, and counts those only whose offer may have been taken', async () => {
      const ledger = await open();
      const members = [
        { phones: phones(2), texts: ['One', 'Two'] },
        { phones: phones(2, 3) },
        { phones: phones(2, 5) },
        { phones: phones(2, 7) },
      ];
      const run = await freezeRun(ledger, { members });
      await ledger.addOptOuts([{ phone: 14_155_550_002, from: 0, world: 'any', source: 'manual' }], ANN);
      await ledger.withhold(run.id, 1, T0);
      for (const batch of [1, 2, 3]) await ledger.offer(run.id, batch, { ...OFFER, at: T0 + batch });
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      await ledger.recordOutcome(run.id, 2, NO_REPLY, RECORD);
      await ledger.recordOutcome(run.id, 3, NOT_TAKEN, RECORD);
      const before = await contacts(ledger, phones(9));
      expect(before.map(({ phone, at }) => [phone - 14_155_550_000, at - T0])).toEqual([
        [1, 1],
        [3, 2],
        [4, 2],
      ]);
      await ledger.finish(run.id, T0 + 9);
      expect(await contacts(ledger, phones(9))).toEqual(before);
      expect(await ledger.hasContacts('loopback')).toBe(true);
    });

    it('is listed to the last at its end, however many they are', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(MANY) }] });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      await ledger.finish(run.id, T0);
      expect(await contacts(ledger, phones(MANY))).toHaveLength(MANY);
    });

    it('is known of a run that a person has cancelled', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }, { phones: phones(1, 2) }] });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      await ledger.finish(run.id, T0);
      expect((await contacts(ledger, phones(2))).map(({ phone }) => phone)).toEqual(phones(1));
    });
  });

  describe('a batch that was looked through for its offer', () => {
    it('is looked through again where somebody opts out before that is committed', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await ledger.withhold(run.id, 1, T0);
      await ledger.addOptOuts([{ phone: 14_155_550_001, from: 0, world: 'any', source: 'manual' }], ANN);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
      expect(await ledger.withhold(run.id, 1, T0)).toMatchObject({ left: 1 });
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
    });

    it('is looked through again where another run has texted somebody in it', async () => {
      const ledger = await open();
      const guard = { repeatGuardMs: 1000, members: [{ phones: phones(2) }] };
      const run = await freezeRun(ledger, guard);
      const other = await freezeRun(ledger, { ...guard, name: 'other-0123456789', campaign: 'other' });
      await ledger.withhold(run.id, 1, T0);
      await ledger.offer(other.id, 1, OFFER);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
    });
  });

  describe('the batch after one', () => {
    it('is the next planned one of its window that was never offered', async () => {
      const ledger = await open();
      const members = ['a', 'b', 'a', 'a'].map((window, index) => ({ window, phones: phones(1, index + 1) }));
      const run = await freezeRun(ledger, { members });
      const [first] = await ledger.plannedHeads(run.id, 3);
      if (first === undefined) throw new Error('nothing is planned');
      expect((await ledger.plannedAfter(run.id, first, 3))?.number).toBe(3);
      await ledger.offer(run.id, 3, OFFER);
      expect(await ledger.plannedAfter(run.id, first, 3)).toBeNull();
      await ledger.recordOutcome(run.id, 3, NOT_TAKEN, RECORD);
      expect((await ledger.plannedAfter(run.id, first, 3))?.number).toBe(4);
    });

    it('is none while its sender has one in doubt that was not looked for', async () => {
      const ledger = await open();
      const members = [1, 2, 3].map((index) => ({ phones: phones(1, index) }));
      const run = await freezeRun(ledger, { members });
      const [first] = await ledger.plannedHeads(run.id, 3);
      if (first === undefined) throw new Error('nothing is planned');
      await ledger.offer(run.id, 2, OFFER);
      await ledger.recordOutcome(run.id, 2, NO_REPLY, RECORD);
      expect(await ledger.plannedAfter(run.id, first, 3)).toBeNull();
      expect((await ledger.plannedAfter(run.id, first, 0))?.number).toBe(3);
    });
  });
}
