import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { asFileProblem } from './replace-file.ts';
import { writeReports } from './write.ts';

/**
 * Makes the reports of a purged run anew. Its directory goes with all that is in it: what was copied there, or made by
 * another version of this program, may hold numbers too.
 *
 * @throws InputError when a file can't be removed or written.
 */
export async function rewriteReports(ledger: ReportLedger, run: Run, directory: string): Promise<void> {
  await asFileProblem(directory, rm(directory, { recursive: true, force: true }));
  await writeReports(ledger, run, directory);
}

/** `NAME-` and ten hex digits, as runs are called. */
const RUN_NAME = /^(.+)-[0-9a-f]{10}$/;

/**
 * Finds the report directories of plans that were never sent, whose `rejected.csv` nobody has written since an instant.
 *
 * @param reports the directory of all reports; it may not be there.
 * @param isRun whether there is a run of that name.
 * @param cut epoch milliseconds.
 */
export async function findForgottenPlans(
  reports: string,
  isRun: (name: string) => boolean,
  cut: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const campaign of await directoriesIn(reports)) {
    for (const name of await directoriesIn(path.join(reports, campaign))) {
      if (RUN_NAME.exec(name)?.[1] !== campaign || isRun(name)) continue;
      const directory = path.join(reports, campaign, name);
      const rejected = await stat(path.join(directory, 'rejected.csv')).catch(() => null);
      if (rejected !== null && rejected.mtimeMs < cut) found.push(directory);
    }
  }
  return found;
}

/** Removes such directories. */
export async function removePlans(directories: readonly string[]): Promise<void> {
  for (const directory of directories)
    await asFileProblem(directory, rm(directory, { recursive: true, force: true }));
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
