import { InputError } from '../core/error.ts';
import type { ReportLedger } from '../core/ledger.ts';
import { isUnfinished, type Run } from '../core/run.ts';
import { nearest } from './nearest.ts';

/**
 * Finds a run by its name, by the beginning of it, or by its campaign (then the latest). Without a word: the latest
 * unfinished run, else the latest.
 *
 * @param where where the word was said, for the error.
 * @throws InputError when there is none, or more than one.
 */
export async function findRun(
  ledger: ReportLedger | null,
  word: string | undefined,
  where = 'RUN',
): Promise<Run> {
  const all = ledger === null ? [] : [...(await ledger.listRuns())].reverse();
  const found = word === undefined ? pickLatest(all) : pickByWord(all, word);
  if ('remedy' in found) throw new InputError([{ where, ...found }]);
  return found;
}

interface NoRun {
  readonly found: string;
  readonly remedy: string;
}

function pickLatest(all: readonly Run[]): Run | NoRun {
  return (
    all.find((run) => run.state === 'open') ??
    all.find(isUnfinished) ??
    all[0] ?? {
      found: 'there is no run in this workspace yet',
      remedy: 'Start one with `campaign run FILE`',
    }
  );
}

function pickByWord(all: readonly Run[], word: string): Run | NoRun {
  const exact = all.find((run) => run.name === word) ?? all.find((run) => run.campaign === word);
  if (exact !== undefined) return exact;
  const [begins, another] = all.filter((run) => run.name.startsWith(word));
  if (begins !== undefined && another === undefined) return begins;
  if (begins !== undefined)
    return { found: `${word} could be ${begins.name} or ${another?.name ?? ''}`, remedy: 'Say more of it' };
  if (all.length === 0) {
    const remedy = 'Start one with `campaign run FILE`, or name the workspace that has it with --workspace';
    return { found: `there is no run ${JSON.stringify(word)}, and no other in this workspace`, remedy };
  }
  const guess = nearest(
    word,
    all.map((run) => run.name),
  );
  const remedy = guess === null ? 'See `campaign runs`' : `Did you mean ${guess}?`;
  return { found: `there is no run ${JSON.stringify(word)}`, remedy };
}
