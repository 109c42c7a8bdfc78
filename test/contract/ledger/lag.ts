import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, SENDER } from '../../fakes/records.ts';
import { acceptedAs, ANN, bringTo, NO_REPLY, OFFER, RECORD, RESEND, type Bench } from './bench.ts';

export function describeLag({ open }: Bench): void {
  const offered = async (): Promise<{ readonly ledger: Ledger; readonly runId: number }> => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
    await ledger.offer(run.id, 1, OFFER);
    return { ledger, runId: run.id };
  };
  const accepted = async (): ReturnType<typeof offered> => {
    const { ledger, runId } = await offered();
    await ledger.recordOutcome(runId, 1, acceptedAs('b1'), RECORD);
    return { ledger, runId };
  };
  const list = (
    ledger: Ledger,
    runId: number,
    ids: readonly string[],
    missing: readonly string[],
    at: number,
  ) =>
    ledger.recordRemoteBatches(runId, SENDER, {
      batches: ids.map((id) => aRemoteBatch({ id })),
      missing,
      at,
    });
  const look = (ledger: Ledger, runId: number, isMissing: boolean, at: number): Promise<void> =>
    ledger.recordLook(runId, 1, { at, isIdle: false, isMissing });

  describe('the worst lag between an offer and its sight', () => {
    it('is nothing while nothing was missed, however late the first look', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, ['b1'], [], T0 + DAY);
      await look(ledger, runId, false, T0 + DAY);
      expect(await ledger.worstLagMs('loopback')).toBe(0);
    });

    it('is the time until the list showed a batch that it had missed', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, [], ['b1'], T0 + 5 * SECOND);
      await list(ledger, runId, ['b1'], [], T0 + 9 * SECOND);
      await list(ledger, runId, [], ['b1'], T0 + HOUR);
      expect(await ledger.worstLagMs('loopback')).toBe(9 * SECOND);
    });

    it('is the time until messages were there that had been missed', async () => {
      const { ledger, runId } = await accepted();
      await look(ledger, runId, true, T0 + 40 * SECOND);
      await look(ledger, runId, false, T0 + MINUTE);
      await look(ledger, runId, false, T0 + HOUR);
      expect(await ledger.worstLagMs('loopback')).toBe(MINUTE);
    });

    it('is not the time that nobody looked: a run resumed days later tells what the miss tells, doubled', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, [], ['b1'], T0 + 10 * MINUTE);
      await list(ledger, runId, ['b1'], [], T0 + 3 * DAY);
      expect(await ledger.worstLagMs('loopback')).toBe(20 * MINUTE);
    });

    it('is as long as it was missed where a batch was never seen', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, [], ['b1'], T0 + 7 * SECOND);
      expect(await ledger.worstLagMs('loopback')).toBe(7 * SECOND);
    });

    it('is told by a batch in doubt that looks missed before it was found', async () => {
      const { ledger, runId } = await offered();
      await ledger.recordOutcome(runId, 1, NO_REPLY, RECORD);
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ at: T0 + 15 * SECOND }));
      expect(await ledger.worstLagMs('loopback')).toBe(0);
      await ledger.adoptFound(runId, 1, aRemoteBatch({ id: 'b1' }), T0 + 18 * SECOND);
      await list(ledger, runId, ['b1'], [], T0 + 20 * SECOND);
      expect(await ledger.worstLagMs('loopback')).toBe(20 * SECOND);
    });

    it('is of one world: the sandbox tells nothing of RingCentral', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, [], ['b1'], T0 + 7 * SECOND);
      expect(await ledger.worstLagMs('live')).toBe(0);
    });

    it('is the worst of all runs of the world', async () => {
      const { ledger, runId } = await accepted();
      await list(ledger, runId, [], ['b1'], T0 + 7 * SECOND);
      const other = { name: 'x-1', campaign: 'x', members: [{ phones: phones(1) }] };
      const run = await freezeRun(ledger, other);
      await bringTo(ledger, run.id, 1, 'accepted');
      await list(ledger, run.id, [], ['remote-1'], T0 + MINUTE);
      expect(await ledger.worstLagMs('loopback')).toBe(MINUTE);
    });

    it('is not told by looks for an offer that was never taken: only those after the latest one count', async () => {
      const { ledger, runId } = await offered();
      await ledger.recordOutcome(runId, 1, NO_REPLY, RECORD);
      await ledger.decide(runId, 1, { kind: 'resend' }, ANN);
      await ledger.recordDoubtLook(runId, 1, aDoubtLook({ at: T0 + HOUR }));
      await ledger.offer(runId, 1, { ...RESEND, at: T0 + HOUR });
      await ledger.recordOutcome(runId, 1, acceptedAs('b2'), RECORD);
      await list(ledger, runId, ['b2'], [], T0 + 2 * DAY);
      await look(ledger, runId, false, T0 + 2 * DAY);
      expect(await ledger.worstLagMs('loopback')).toBe(0);
    });
  });
}
