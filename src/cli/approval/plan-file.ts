import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { replaceFile } from '../../report/replace-file.ts';
import type { Context } from '../context.ts';
import type { PlanFigures } from '../plan-figures.ts';
import type { Approval } from './approval.ts';
import { hashPlan } from './plan-hash.ts';

const SCHEMA: PlanFigures['schema'] = 'campaign-plan/1';

/** A plan as it was approved. */
export interface ApprovedPlan {
  /** As it was named on the command line. */
  readonly shownAs: string;
  readonly approval: Approval;
  readonly hash: string;
}

/**
 * Reads a plan that `campaign plan --out` wrote.
 *
 * @param word the path, from where one is.
 * @throws InputError when it is no plan, or was changed since.
 */
export async function readPlanFile({ io }: Pick<Context, 'io'>, word: string): Promise<ApprovedPlan> {
  const path = resolve(io.cwd, word);
  if (!existsSync(path)) throw refuse(word, 'no such file', MAKE_ONE);
  const document = readDocument(path);
  if (document === null) throw refuse(word, 'this is no plan', MAKE_ONE);
  if (document['approval'] === undefined || document['hash'] === undefined) {
    throw refuse(word, 'this plan is for reading only', MAKE_ONE);
  }
  const hash = hashPlan(document);
  if (document['hash'] !== hash) {
    throw refuse(word, 'the plan was changed by hand: its hash does not fit what it says', MAKE_AGAIN);
  }
  // Loaded here, since most starts read no plan.
  const { APPROVAL } = await import('./approval-shape.ts');
  const approval = APPROVAL.safeParse(document['approval']);
  if (!approval.success) throw refuse(word, 'the plan was made by another version of campaign', MAKE_AGAIN);
  return { shownAs: word, approval: approval.data, hash };
}

/** Where a plan is to be written. */
export interface PlanTarget {
  readonly path: string;
  readonly shownAs: string;
}

/**
 * Finds the place for a plan.
 *
 * @throws InputError when something else is there: only a plan is written over.
 */
export function findPlanTarget({ io }: Pick<Context, 'io'>, word: string): PlanTarget {
  const path = resolve(io.cwd, word);
  if (existsSync(path) && readDocument(path) === null) {
    throw new InputError([
      { where: '--out', found: `${word} is there already and is no plan`, remedy: 'Name another file' },
    ]);
  }
  return { path, shownAs: word };
}

/**
 * Writes a plan with its approval and hash, in one step: the old or the new one is there, whole. Mode 0600, since it
 * holds texts.
 *
 * @returns the hash.
 * @throws InputError when the disk or the permissions don't allow it.
 */
export async function writePlanFile(
  { path, shownAs }: PlanTarget,
  figures: PlanFigures,
  approval: Approval,
): Promise<string> {
  const document = { ...figures, approval };
  const hash = hashPlan(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);
  try {
    await replaceFile(path, () => [`${JSON.stringify({ ...document, hash }, null, 2)}\n`]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const remedy = 'Make room, correct the permissions or name another file';
    throw new InputError(error.problems.map((problem) => ({ ...problem, where: shownAs, remedy })));
  }
  return hash;
}

const MAKE_ONE = 'Name one that `campaign plan FILE --out PLAN.json` wrote. Nothing was sent';
const MAKE_AGAIN = 'Make it again with `campaign plan FILE --out PLAN.json`. Nothing was sent';

function refuse(where: string, found: string, remedy: string): InputError {
  return new InputError([{ where, found, remedy }]);
}

/** Null when it is anything but a plan. */
function readDocument(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> | null;
    return document?.['schema'] === SCHEMA ? document : null;
  } catch {
    // Not readable, or not JSON: no plan either way.
    return null;
  }
}
