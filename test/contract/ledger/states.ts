import { describe, expect, it } from 'vitest';
import { BATCH_STATES, type BatchState } from '../../../src/core/batch.ts';
import { DefectError } from '../../../src/core/error.ts';
import type { ControlLedger, Ledger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aDoubtLook, aRemoteBatch, aRemoteMessage, SENDER } from '../../fakes/records.ts';
import {
  acceptedAs,
  ANN,
  bringTo,
  everythingOf,
  listOf,
  NO_REPLY,
  NOT_TAKEN,
  OFFER,
  RECORD,
  REFUSED,
  RESEND,
  stateOf,
  type Bench,
} from './bench.ts';

interface Stage {
  readonly state: BatchState;
  readonly runId: number;
}

/** What an event asks of batch 1 of a run. */
type Ask = (scene: Stage & { readonly ledger: Ledger; readonly control: ControlLedger }) => Promise<unknown>;

/**
 * An event, where it leads from each state that it may meet, and what it does in every other state: `refuses` is a
 * DefectError that leaves everything as it was, `passes` leaves the batch where it is without a word.
 */
interface Event {
  readonly name: string;
  readonly ask: Ask;
  readonly leads: Partial<Record<BatchState, BatchState>>;
  readonly otherwise: 'refuses' | 'passes';
}

type Leads = Event['leads'];

const QUEUED: Leads = { accepted: 'processing' };
const DONE: Leads = { accepted: 'completed', processing: 'completed' };
const UNSENT: Leads = { planned: 'abandoned', refused: 'abandoned' };
/** The provider has it, and once: more may come to be known of it. */
const TAKEN: Leads = {
  ...{ accepted: 'accepted', processing: 'processing' },
  ...{ completed: 'completed', settled: 'settled' },
};
const SETTLED: Leads = {
  ...{ accepted: 'settled', processing: 'settled', completed: 'settled' },
  duplicated: 'duplicated',
};
const TWICE: Leads = {
  ...{ in_doubt: 'duplicated', accepted: 'duplicated', processing: 'duplicated' },
  ...{ completed: 'duplicated', settled: 'duplicated' },
};

const EVENTS: readonly Event[] = [
  event('offer', { planned: 'submitting' }, ({ ledger, runId }) => ledger.offer(runId, 1, OFFER)),
  event('offer as a resend', { in_doubt: 'submitting' }, ({ ledger, runId }) =>
    ledger.offer(runId, 1, RESEND),
  ),
  ...[acceptedAs('new'), NOT_TAKEN, REFUSED, NO_REPLY].map((outcome) =>
    event(`recordOutcome ${outcome.to}`, { submitting: outcome.to }, ({ ledger, runId }) =>
      ledger.recordOutcome(runId, 1, outcome, RECORD),
    ),
  ),
  event('adoptFound', { in_doubt: 'accepted' }, ({ ledger, runId }) =>
    ledger.adoptFound(runId, 1, aRemoteBatch({ id: `new-${runId}` }), T0),
  ),
  event('markDuplicated', TWICE, ({ ledger, runId }) =>
    ledger.markDuplicated(runId, 1, [`new-${runId}`, `newer-${runId}`], T0),
  ),
  event('recordDoubtLook', { in_doubt: 'in_doubt' }, ({ ledger, runId }) =>
    ledger.recordDoubtLook(runId, 1, aDoubtLook()),
  ),
  event('decide adopt', { in_doubt: 'accepted' }, ({ ledger, runId }) =>
    ledger.decide(runId, 1, { kind: 'adopt', batch: aRemoteBatch({ id: `new-${runId}` }) }, ANN),
  ),
  event('decide resend', { in_doubt: 'in_doubt' }, ({ ledger, runId }) =>
    ledger.decide(runId, 1, { kind: 'resend' }, ANN),
  ),
  event('decide assume-sent', { in_doubt: 'abandoned' }, ({ ledger, runId }) =>
    ledger.decide(runId, 1, { kind: 'assume-sent' }, ANN),
  ),
  event('recordNoTwin', TAKEN, ({ ledger, runId }) => ledger.recordNoTwin(runId, 1, T0)),
  event('recordLostRejections', TAKEN, ({ ledger, runId }) => ledger.recordLostRejections(runId, 1, T0)),
  event('settle', SETTLED, ({ ledger, runId }) => ledger.settle(runId, 1, T0, 'final')),
  passing('a list that says Processing', QUEUED, (scene) => list(scene, 'Processing')),
  passing('a list that says Completed', DONE, (scene) => list(scene, 'Completed')),
  passing('a list that misses it', {}, ({ ledger, runId, state }) =>
    ledger.recordRemoteBatches(runId, SENDER, { batches: [], missing: [`${state}-remote`], at: T0 }),
  ),
  passing('recordMessages', {}, ({ ledger, runId }) => ledger.recordMessages(runId, 1, [aRemoteMessage()])),
  passing('recordProviderCost', {}, ({ ledger, runId }) => ledger.recordProviderCost(runId, 1, 5n)),
  passing('recordLook', {}, ({ ledger, runId }) =>
    ledger.recordLook(runId, 1, { at: T0, isIdle: true, isMissing: false }),
  ),
  passing('doubtOrphans of this very start', {}, ({ ledger, runId }) => ledger.doubtOrphans(runId, T0)),
  passing('reopenRefused', { refused: 'planned' }, ({ ledger, runId }) => ledger.reopenRefused(runId, T0)),
  passing('cancel', UNSENT, ({ control, runId }) => control.cancel(runId, ANN)),
  passing('pause', {}, ({ control, runId }) => control.pause(runId, ANN)),
  passing('finish', {}, ({ ledger, runId }) => ledger.finish(runId, T0)),
  passing('bindAccount', {}, ({ ledger, runId }) => ledger.bindAccount(runId, 'somebody')),
  passing('unpause', {}, ({ ledger, runId }) => ledger.unpause(runId, ANN)),
  passing('markReported', {}, ({ ledger, runId }) => ledger.markReported(runId, T0)),
];

export function describeStates({ open, openForControl, home }: Bench): void {
  /** A run of its own for every state, whose batch 1 is in that state. */
  const stages = async (ledger: Ledger): Promise<readonly Stage[]> => {
    const made: Stage[] = [];
    for (const state of BATCH_STATES) {
      const members = [{ phones: phones(2) }, { phones: phones(2, 3) }];
      const run = await freezeRun(ledger, { members, campaign: state, name: `${state}-1` });
      await bringTo(ledger, run.id, 1, state, `${state}-remote`);
      made.push({ state, runId: run.id });
    }
    return made;
  };

  describe('from every state', () => {
    it.each(EVENTS)('$name', async ({ name, ask, leads, otherwise }) => {
      const ledger = await open();
      const seen: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const { state, runId } of await stages(ledger)) {
        const control = await openForControl();
        expected[state] = leads[state] ?? (otherwise === 'refuses' ? 'refused' : state);
        seen[state] = await outcomeOf(ledger, runId, () => ask({ ledger, runId, control, state }));
        const isCancelled = name === 'cancel';
        expect(await stateOf(ledger, runId, 2)).toBe(isCancelled ? 'abandoned' : 'planned');
      }
      expect(seen).toEqual(expected);
    });

    it('a new start takes for in doubt what a dead one was submitting, and nothing else', async () => {
      const first = await home().open();
      const all = await stages(first);
      await first.close();
      const second = await open();
      for (const { state, runId } of all) {
        await second.doubtOrphans(runId, T0 + 1);
        expect(await stateOf(second, runId, 1)).toBe(state === 'submitting' ? 'in_doubt' : state);
      }
    });

    it.each<[string, Ask]>([
      ['paused', ({ control, runId }) => control.pause(runId, ANN)],
      ['cancelled', ({ control, runId }) => control.cancel(runId, ANN)],
      ['finished', ({ ledger, runId }) => ledger.finish(runId, T0)],
    ])('a run that is %s offers nothing, and nothing of it changes', async (_, stop) => {
      const ledger = await open();
      for (const { state, runId } of await stages(ledger)) {
        await stop({ ledger, runId, state, control: await openForControl() });
        const before = await everythingOf(ledger, runId);
        const answers = [await ledger.offer(runId, 1, OFFER), await ledger.offer(runId, 1, RESEND)];
        expect({ state, answers }).toEqual({ state, answers: ['withdrawn', 'withdrawn'] });
        expect(await everythingOf(ledger, runId)).toEqual(before);
      }
    });
  });
}

/** Where batch 1 is afterwards; `refused` when that was a DefectError, which must leave everything as it was. */
async function outcomeOf(ledger: Ledger, runId: number, ask: () => Promise<unknown>): Promise<string> {
  const before = await everythingOf(ledger, runId);
  try {
    await ask();
  } catch (error) {
    expect(error).toBeInstanceOf(DefectError);
    expect(await everythingOf(ledger, runId)).toEqual(before);
    return 'refused';
  }
  return (await stateOf(ledger, runId, 1)) ?? 'gone';
}

function event(name: string, leads: Leads, ask: Ask): Event {
  return { name, leads, ask, otherwise: 'refuses' };
}

function passing(name: string, leads: Leads, ask: Ask): Event {
  return { name, leads, ask, otherwise: 'passes' };
}

function list({ ledger, runId, state }: Parameters<Ask>[0], status: string): Promise<number> {
  return ledger.recordRemoteBatches(runId, SENDER, listOf(aRemoteBatch({ id: `${state}-remote`, status })));
}
