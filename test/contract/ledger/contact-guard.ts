import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { DAY, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, type RunSketch } from '../../fakes/frozen-run.ts';
import { aRemoteBatch } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { acceptedAs, ANN, NO_REPLY, NOT_TAKEN, OFFER, RECORD, RESEND, stateOf, type Bench } from './bench.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

const [ONE = 0, TWO = 0, THREE = 0] = phones(3);
const WEEK = { repeatGuardMs: 7 * DAY };

/** A run that is planned, and waits. */
async function waiting(ledger: Ledger, more: Partial<RunSketch> = {}): Promise<Run> {
  return freezeRun(ledger, { members: [{ phones: phones(3) }], ...WEEK, ...more });
}

let made = 0;

/** A run of another campaign that texts people at T0, and is over. */
async function texted(ledger: Ledger, more: Partial<RunSketch> = {}): Promise<Run> {
  made += 1;
  const name = `renamed-${String(made).padStart(10, '0')}`;
  const run = await freezeRun(ledger, {
    ...{ members: [{ phones: [TWO] }], name, campaign: 'renamed', ...more },
  });
  await ledger.offer(run.id, 1, OFFER);
  await ledger.recordOutcome(run.id, 1, acceptedAs(name), RECORD);
  await ledger.settle(run.id, 1, T0, 'final');
  await ledger.finish(run.id, T0);
  return run;
}

export function describeContactGuard({ open }: Bench): void {
  describe('somebody whom another run texts between the plan and the offer', () => {
    it('with the same text is left out, told as such, and the others are sent', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      await texted(ledger);
      expect(await ledger.withhold(run.id, 1, T0)).toEqual({ withheld: 1, contacted: 1, left: 2 });
      expect((await batchRecipients(ledger, run.id, 1)).map(({ phone }) => phone)).toEqual([
        ...[`+${ONE}`, `+${THREE}`],
      ]);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
      await ledger.recordOutcome(run.id, 1, acceptedAs('r1'), RECORD);
      expect(await ledger.trackedBatches(run.id)).toMatchObject([
        { recipients: 3, withheld: 1, accepted: 2 },
      ]);
      const records = await collect(ledger.recipientRecords(run.id));
      expect(records.map(({ withheld }) => withheld)).toEqual([null, 'contacted-recently', null]);
      expect(await ledger.journal(run.id)).toContainEqual(
        expect.objectContaining({ kind: 'withheld', detail: '1 texted by another run before the offer' }),
      );
    });

    it('makes an offer void that was built before', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      await texted(ledger);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
      expect(await stateOf(ledger, run.id, 1)).toBe('planned');
    });

    it('is told as opted out where both are so', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      await texted(ledger);
      await ledger.addOptOuts([{ phone: TWO, from: 0, world: 'any', source: 'manual' }], ANN);
      expect(await ledger.withhold(run.id, 1, T0)).toEqual({ withheld: 1, contacted: 0, left: 2 });
    });

    it('abandons the batch where nobody is left in it', async () => {
      const ledger = await open();
      const run = await waiting(ledger, { members: [{ phones: [TWO] }] });
      await texted(ledger);
      expect(await ledger.withhold(run.id, 1, T0)).toEqual({ withheld: 1, contacted: 1, left: 0 });
      expect(await stateOf(ledger, run.id, 1)).toBe('abandoned');
    });

    it('is known also when that run is purged by then', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      const other = await texted(ledger);
      await ledger.purgeRun(other.id, ANN);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
      expect(await ledger.withhold(run.id, 1, T0)).toMatchObject({ contacted: 1 });
    });

    it.each<[string, Partial<RunSketch>, Partial<RunSketch>, number, number]>([
      ['with the same text, just within the guard', {}, {}, 7 * DAY - 1, 1],
      ['with the same text, when the guard is over', {}, {}, 7 * DAY, 0],
      ['with the same text, where the guard is off', { repeatGuardMs: null }, {}, 0, 0],
      ['with another text', {}, { template: { pieces: ['Bye'] } }, 0, 0],
      [
        'with another text, and days that must lie between',
        { minDaysBetween: 2 },
        { template: { pieces: ['Bye'] } },
        2 * DAY - 1,
        1,
      ],
      [
        'with another text, when these days are over',
        { minDaysBetween: 2 },
        { template: { pieces: ['Bye'] } },
        2 * DAY,
        0,
      ],
      [
        'with a text of the row’s own that comes to the same',
        {},
        { members: [{ phones: [TWO], texts: ['Hello'] }] },
        0,
        1,
      ],
      ['in another world', {}, { world: 'sandbox' }, 0, 0],
      ['by a test', {}, { isTest: true }, 0, 0],
    ])('%s', async (_, own, others, later, contacted) => {
      const ledger = await open();
      const run = await waiting(ledger, own);
      await texted(ledger, others);
      expect(await ledger.withhold(run.id, 1, T0 + later)).toMatchObject({ contacted });
      const standing = await ledger.offer(run.id, 1, { ...OFFER, at: T0 + later });
      expect(standing).toBe('offered');
    });

    it('was not texted where that offer was certainly not taken', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      const other = await freezeRun(ledger, {
        members: [{ phones: [TWO] }],
        name: 'other-1',
        campaign: 'other',
      });
      await ledger.offer(other.id, 1, OFFER);
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('outdated');
      await ledger.recordOutcome(other.id, 1, NOT_TAKEN, RECORD);
      expect(await ledger.withhold(run.id, 1, T0)).toMatchObject({ contacted: 0 });
    });
  });

  it('somebody whom the run’s own campaign has texted was judged by the plan, and is texted', async () => {
    const ledger = await open();
    await texted(ledger, { campaign: 'spring' });
    const run = await waiting(ledger, { minDaysBetween: 3 });
    expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
  });

  describe('the contacts of a run itself', () => {
    it('keep nobody out of an offer that is made again', async () => {
      const ledger = await open();
      const run = await waiting(ledger, { minDaysBetween: 3 });
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, NO_REPLY, RECORD);
      expect(await ledger.withhold(run.id, 1, T0)).toMatchObject({ withheld: 0 });
      expect(await ledger.offer(run.id, 1, RESEND)).toBe('offered');
    });

    it('count again once the first of two offers is found, also of whom another run has texted since', async () => {
      const ledger = await open();
      const run = await waiting(ledger);
      await ledger.offer(run.id, 1, OFFER);
      await ledger.recordOutcome(run.id, 1, NO_REPLY, RECORD);
      await texted(ledger);
      expect(await ledger.withhold(run.id, 1, T0)).toMatchObject({ contacted: 1, left: 2 });
      await ledger.adoptFound(run.id, 1, aRemoteBatch(), T0);
      expect(await ledger.trackedBatches(run.id)).toMatchObject([{ withheld: 0, accepted: 3 }]);
    });
  });

  describe('a retry', () => {
    const retry = { name: 'spring-9999999999', retryOf: 'spring-0123456789', repeatGuardMs: null };

    it('texts again whom its campaign has texted, and whom another had texted before it was planned', async () => {
      const ledger = await open();
      await texted(ledger);
      await texted(ledger, { campaign: 'spring' });
      const run = await waiting(ledger, { ...retry, plannedAt: T0 + 1 });
      expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
    });

    it('leaves out whom another campaign has texted since, however long ago, whatever the clock says', async () => {
      const ledger = await open();
      const run = await waiting(ledger, { ...retry, plannedAt: T0 + DAY });
      await texted(ledger);
      await texted(ledger, { members: [{ phones: [ONE] }], template: { pieces: ['Bye'] } });
      const later = { ...OFFER, at: T0 + 100 * DAY };
      expect(await ledger.offer(run.id, 1, later)).toBe('outdated');
      expect(await ledger.withhold(run.id, 1, later.at)).toEqual({ withheld: 1, contacted: 1, left: 2 });
    });
  });

  it('a test is sent whoever was texted', async () => {
    const ledger = await open();
    const run = await waiting(ledger, { isTest: true });
    await texted(ledger);
    expect(await ledger.offer(run.id, 1, OFFER)).toBe('offered');
  });
}
