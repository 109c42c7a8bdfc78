import type { BatchState } from '../../../src/core/batch.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import type { RunEnd } from '../../../src/run/loop.ts';
import type { Scene } from './scene.ts';

type States = Readonly<Record<BatchState, number>>;

/** What must be true of a run when a start says why it stopped. */
const REASONS: Partial<Record<RunEnd['why'], (states: States, run: Run) => boolean>> = {
  finished: (states, run) => run.state === 'finished' && countOpen(states) + states.duplicated === 0,
  cancelled: (states, run) => run.finishedAt !== null && countOpen(states) === 0,
  'in-doubt': (states) => states.in_doubt > 0,
  duplicated: (states) => states.duplicated > 0,
  paused: (_, run) => run.pausedAt !== null,
  submitted: (states) => states.duplicated + states.submitting === 0,
};

/** Notes what is wrong with a stop, and with what the ledger then says of batches that were never taken. */
export async function judgeStop(scene: Scene, ledger: Ledger, why: RunEnd['why']): Promise<void> {
  const { faults, world, members, name } = scene;
  const run = await ledger.findRun(name);
  if (run === null) throw new Error('the run is gone');
  const states = await ledger.countStates(run.id);
  const isTrue = REASONS[why]?.(states, run) ?? true;
  if (!isTrue) faults.push(`a start says ${why} of ${JSON.stringify(states)}`);
  if (states.submitting > 0) faults.push('a start leaves a batch submitting');
  for (const state of ['planned', 'refused'] as const) {
    for (const { number } of await ledger.batchesIn(run.id, state)) {
      const phones = members[number - 1]?.phones ?? [];
      const isTaken = world.taken.some((taken) =>
        taken.messages.some((message) => phones.some((phone) => message.to === `+${phone}`)),
      );
      if (isTaken) faults.push(`batch ${number} is called ${state} although it was taken`);
    }
  }
}

/** What nobody may call done. */
function countOpen(states: States): number {
  const { in_doubt: inDoubt, submitting, accepted, processing, completed } = states;
  return inDoubt + submitting + accepted + processing + completed;
}
