import type { Holder } from '../../../core/journal.ts';
import { mergeFindings, ok, warning, type Finding } from '../finding.ts';

/** A run that isn't at its end, with the commands that go on with it. */
export interface UnfinishedRun {
  readonly name: string;
  readonly isPaused: boolean;
  readonly batchesInDoubt: number;
  readonly resume: string;
  readonly reconcile: string;
}

export interface LedgerFacts {
  readonly runs: number;
  readonly unfinished: readonly UnfinishedRun[];
  /** Who seems to be at work here: the last that opened the ledger, while its process is alive. */
  readonly user: Holder | null;
}

/** Judges what waits for somebody. A ledger that can't be read at all is told by its error. Null: there is none yet. */
export function judgeLedger(facts: LedgerFacts | null): Finding {
  if (facts === null) return ok('none yet: the first run makes it');
  const findings = facts.unfinished.flatMap((run) => {
    if (run.batchesInDoubt > 0) {
      return [warning(`${run.name} has ${run.batchesInDoubt} in doubt`, run.reconcile)];
    }
    if (run.isPaused) return [warning(`${run.name} is paused`, run.resume)];
    return facts.user === null ? [warning(`${run.name} is not finished`, run.resume)] : [];
  });
  const open =
    facts.unfinished.length === 0 ? 'all of them finished' : `${facts.unfinished.length} not finished`;
  return mergeFindings(findings, `${facts.runs} runs, ${open}${tellUser(facts.user)}`);
}

function tellUser(user: Holder | null): string {
  if (user === null) return '';
  return `; in use by \`${user.command}\` (process ${user.pid}, since ${new Date(user.since).toISOString()})`;
}
