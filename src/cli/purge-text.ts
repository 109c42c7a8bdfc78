import type { PurgeHold, PurgeSurvey } from '../core/purge.ts';
import { commandFor } from './command-for.ts';
import { count } from './screen/figures.ts';

/** What a purge has before it. */
export interface PurgePlan extends PurgeSurvey {
  /** What ended before it is due (epoch milliseconds). */
  readonly cut: number;
  /** Directories with rejected rows of plans that were never sent. */
  readonly plans: readonly string[];
  /** Runs that were purged, and whose reports were not made anew since. */
  readonly unreported: number;
}

/** Whether there is anything to take away, or to end of what was begun. */
export function hasWork(plan: PurgePlan): boolean {
  const { due, badNumbers, drafts, plans, unreported, isErasing } = plan;
  return isErasing || due.length + badNumbers + drafts + plans.length + unreported > 0;
}

/** What would go, what is kept although it is old, and why. */
export function describePurge(plan: PurgePlan): string {
  const { due, held, badNumbers, drafts, plans, isErasing, unreported } = plan;
  const lines = [`What ended before ${toInstant(plan.cut)}:`];
  for (const run of due) {
    const ended = run.finishedAt === null ? '' : `, ended ${toInstant(run.finishedAt)}`;
    const rejected = run.rejectedRows === 0 ? '' : ` and ${amount(run.rejectedRows, 'rejected row')}`;
    lines.push(`  purge  ${run.name}: ${amount(run.recipients, 'recipient')}${rejected}${ended}`);
  }
  if (badNumbers > 0) lines.push(`  purge  ${amount(badNumbers, 'number')} that could not be texted`);
  if (drafts > 0) lines.push(`  purge  ${amount(drafts, 'plan')} that a killed process left`);
  if (plans.length > 0)
    lines.push(`  purge  the rejected rows of ${amount(plans.length, 'plan')} that were never sent`);
  if (isErasing || unreported > 0)
    lines.push('  go on  with a purge that was cut off: files still hold what it took away');
  for (const { run, hold } of held)
    lines.push(`  keep   ${run.name}: ${describeHold(hold, commandFor('track', run))}`);
  if (!hasWork(plan)) lines.push('  nothing to purge');
  return lines.join('\n');
}

/** What it means, said before it is asked for. */
export const PURGE_MEANS =
  'Numbers, texts and cells of these runs go from the ledger and from reports/, for good: such a run can not be retried.\n' +
  'Sums stay, and keyed hashes by which nobody is texted twice. Opt-outs stay as they are: they must be honored for ever.';

/** Why a run is kept, with the way on. */
function describeHold(hold: PurgeHold, track: string): string {
  switch (hold.why) {
    case 'unfinished':
      return 'it is not finished';
    case 'in-doubt':
      return `${amount(hold.batches, 'batch', 'batches')} of it in doubt`;
    case 'not-final':
      return `${amount(hold.messages, 'message')} of it not final; look once more with \`${track}\``;
  }
}

function amount(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

function toInstant(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}
