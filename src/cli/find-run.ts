import { InputError } from '../core/error.ts';
import type { ReportLedger } from '../core/ledger.ts';
import { isUnfinished, type Run } from '../core/run.ts';
import { nearest } from './nearest.ts';

/**
 * Finds a run by its name, by the beginning of it, or by its campaign (then the latest). Without a word: the latest
 * unfinished run, else the latest.
 *
 * @throws InputError when there is none, or more than one.
 */
export async function findRun(ledger: ReportLedger | null, word: string | undefined): Promise<Run> {
  const all = ledger === null ? [] : [...(await ledger.listRuns())].reverse();
  if (word === undefined) {
    const latest = all.find((run) => run.state === 'open') ?? all.find(isUnfinished) ?? all[0];
    if (latest === undefined)
      throw noRun('there is no run in this workspace yet', 'Start one with `campaign run FILE`');
    return latest;
  }
  const exact = all.find((run) => run.name === word) ?? all.find((run) => run.campaign === word);
  if (exact !== undefined) return exact;
  const [begins, another] = all.filter((run) => run.name.startsWith(word));
  if (begins !== undefined && another === undefined) return begins;
  if (begins !== undefined)
    throw noRun(`${word} could be ${begins.name} or ${another?.name ?? ''}`, 'Say more of it');
  if (all.length === 0) {
    const remedy = 'Start one with `campaign run FILE`, or name the workspace that has it with --workspace';
    throw noRun(`there is no run ${JSON.stringify(word)}, and no other in this workspace`, remedy);
  }
  const guess = nearest(
    word,
    all.map((run) => run.name),
  );
  throw noRun(
    `there is no run ${JSON.stringify(word)}`,
    guess === null ? 'See `campaign runs`' : `Did you mean ${guess}?`,
  );
}

function noRun(found: string, remedy: string): InputError {
  return new InputError([{ where: 'RUN', found, remedy }]);
}
