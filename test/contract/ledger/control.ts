import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { acceptedAs, ANN, bringTo, NOT_TAKEN, OFFER, RECORD, RESEND, stateOf, type Bench } from './bench.ts';

const BOB = { at: T0 + 9, who: 'bob@desk' };

export function describeControl({ open, openForControl, home }: Bench): void {
  /** A run of three batches: planned, refused, and one that a test brings to a state. */
  const running = async (
    state: Parameters<typeof bringTo>[3] = 'planned',
  ): Promise<{ ledger: Ledger; runId: number; name: string }> => {
    const ledger = await open();
    const members = [1, 3, 5].map((first) => ({ phones: phones(2, first) }));
    const { id: runId, name } = await freezeRun(ledger, { members });
    await bringTo(ledger, runId, 2, 'refused');
    await bringTo(ledger, runId, 3, state);
    return { ledger, runId, name };
  };

  it('a person’s word needs a ledger to be there', async () => {
    expect(await home().openForControl()).toBeNull();
  });

  it('a person’s word is read and written beside the process that drives the run', async () => {
    const { ledger, runId, name } = await running();
    const control = await openForControl();
    expect(await control.findRun(name)).toMatchObject({ id: runId, pausedAt: null });
    await control.pause(runId, ANN);
    expect(await ledger.findRun(name)).toMatchObject({ pausedAt: ANN.at });
    await ledger.bindAccount(runId, 'somebody');
    expect(await control.findRun(name)).toMatchObject({ account: 'somebody' });
  });

  describe('a pause', () => {
    it('is met by the next offer of the process that is at it, and by nothing else of it', async () => {
      const { ledger, runId } = await running('submitting');
      const control = await openForControl();
      expect(await control.pause(runId, ANN)).toBe(true);
      expect(await ledger.offer(runId, 1, OFFER)).toBe('withdrawn');
      expect(await stateOf(ledger, runId, 1)).toBe('planned');
      await ledger.recordOutcome(runId, 3, acceptedAs('b3'), RECORD);
      await ledger.settle(runId, 3, T0, 'final');
      expect(await stateOf(ledger, runId, 3)).toBe('settled');
    });

    it('holds a resend back as well: it stays in doubt as it was', async () => {
      const { ledger, runId } = await running('in_doubt');
      const before = await ledger.doubtfulBatches(runId);
      await (await openForControl()).pause(runId, ANN);
      expect(await ledger.offer(runId, 3, RESEND)).toBe('withdrawn');
      expect(await ledger.doubtfulBatches(runId)).toEqual(before);
    });

    it('is said once, and lifted once, each with who and when in the journal', async () => {
      const { ledger, runId, name } = await running();
      const control = await openForControl();
      expect([await control.pause(runId, ANN), await control.pause(runId, BOB)]).toEqual([true, false]);
      expect(await ledger.findRun(name)).toMatchObject({ state: 'open', pausedAt: ANN.at });
      expect([await ledger.unpause(runId, BOB), await ledger.unpause(runId, ANN)]).toEqual([true, false]);
      expect(await ledger.findRun(name)).toMatchObject({ pausedAt: null });
      expect(await ledger.offer(runId, 1, OFFER)).toBe('offered');
      const told = (await ledger.journal(runId)).filter((entry) => entry.who !== null);
      expect(told.map(({ kind, who, at, epoch }) => ({ kind, who, at, epoch }))).toEqual([
        { kind: 'paused', ...ANN, epoch: 0 },
        { kind: 'resumed', ...BOB, epoch: ledger.epoch },
      ]);
    });
  });

  describe('a cancel', () => {
    it('abandons what was not submitted, says how much, and leaves the rest to be followed', async () => {
      const { ledger, runId, name } = await running('accepted');
      expect(await (await openForControl()).cancel(runId, ANN)).toBe(2);
      expect(await ledger.findRun(name)).toMatchObject({
        ...{ state: 'cancelled', cancelledAt: ANN.at, finishedAt: null },
      });
      expect(await ledger.countStates(runId)).toMatchObject({ abandoned: 2, accepted: 1, planned: 0 });
      const told = {
        ...ANN,
        kind: 'cancelled',
        epoch: 0,
        batch: null,
        detail: '2 batches were not submitted',
      };
      expect((await ledger.journal(runId)).at(-1)).toEqual(told);
    });

    it('takes back a decision to offer a batch again', async () => {
      const { ledger, runId } = await running('in_doubt');
      await ledger.decide(runId, 3, { kind: 'resend' }, ANN);
      await (await openForControl()).cancel(runId, BOB);
      expect(await ledger.doubtfulBatches(runId)).toMatchObject([{ number: 3, resendAt: null }]);
    });

    it('does not take the answer from a batch that is being submitted; the end abandons one not taken', async () => {
      const { ledger, runId, name } = await running('submitting');
      await (await openForControl()).cancel(runId, ANN);
      await ledger.recordOutcome(runId, 3, NOT_TAKEN, RECORD);
      expect(await ledger.offer(runId, 3, OFFER)).toBe('withdrawn');
      await ledger.finish(runId, T0 + 99);
      expect(await ledger.countStates(runId)).toMatchObject({ abandoned: 3 });
      expect(await ledger.findRun(name)).toMatchObject({ state: 'cancelled', finishedAt: T0 + 99 });
    });

    it('lets a new run of the campaign begin', async () => {
      const { ledger, runId } = await running();
      await (await openForControl()).cancel(runId, ANN);
      const next = freezeRun(ledger, { members: [{ phones: phones(1) }], name: 'spring-2' });
      await expect(next).resolves.toMatchObject({ state: 'open' });
    });

    it('of a paused run works; a run that is over is neither paused nor cancelled', async () => {
      const { ledger, runId } = await running();
      const control = await openForControl();
      await control.pause(runId, ANN);
      expect(await control.cancel(runId, ANN)).toBe(3);
      const before = await ledger.journal(runId);
      expect([await control.cancel(runId, BOB), await control.pause(runId, BOB)]).toEqual([null, false]);
      await ledger.finish(runId, T0);
      expect([await control.cancel(runId, BOB), await control.pause(runId, BOB)]).toEqual([null, false]);
      expect(await ledger.journal(runId)).toHaveLength(before.length + 1);
    });
  });

  describe('whose account a run belongs to', () => {
    it('is said by the start that offers its first batch, and by no later one', async () => {
      const ledger = await open();
      const { id: runId, name } = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      expect((await ledger.findRun(name))?.account).toBeNull();
      await ledger.bindAccount(runId, 'ann');
      await ledger.bindAccount(runId, 'bob');
      await ledger.offer(runId, 1, OFFER);
      await ledger.bindAccount(runId, 'carl');
      expect((await ledger.findRun(name))?.account).toBe('bob');
    });
  });
}
