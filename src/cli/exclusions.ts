import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../core/error.ts';
import type { HistoryLedger } from '../core/history.ts';
import type { ReportLedger } from '../core/ledger.ts';
import { readNumbersFile } from '../intake/numbers-file.ts';
import type { Exclusion } from '../run/screening.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import { findRun } from './find-run.ts';

/** Who is not to be texted by `--exclude` and `--exclude-run`, and what of it is part of the run's identity. */
export interface Exclusions {
  readonly exclusions: readonly Exclusion[];
  readonly selection: Readonly<Record<string, unknown>>;
  /** The files that are excluded, with the SHA-256 of their bytes, and the names of the runs. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly runs: readonly string[];
}

/**
 * Finds the lists that a campaign excludes; they are read when the plan needs them.
 *
 * @throws InputError when a file or a run is not there.
 */
export async function findExclusions(
  context: Context,
  request: CampaignRequest,
  ledger: (ReportLedger & HistoryLedger) | null,
): Promise<Exclusions> {
  const { exclude, excludeRun, minDaysBetween, defaultCountry } = request.options;
  const exclusions: Exclusion[] = [];
  const files: { path: string; sha256: string }[] = [];
  for (const file of exclude) {
    const path = findFile(context, file, request.sources.exclude);
    const settings = defaultCountry === null ? {} : { defaultCountry };
    files.push({ path, sha256: await hashFile(path) });
    exclusions.push({
      reason: `the number is in ${file}, which this campaign excludes`,
      phones: readNumbersFile(path, file, settings, context.io.interrupt),
    });
  }
  const runs: string[] = [];
  for (const word of excludeRun) {
    const run = await findRun(ledger, word, request.sources.excludeRun);
    runs.push(run.name);
    exclusions.push({
      reason: `the number is a recipient of ${run.name}, which this campaign excludes`,
      phones: phonesOf(ledger, run.id),
      ...(ledger === null || run.purgedAt === null
        ? {}
        : { among: (phones) => ledger.recipientsAmong(run.id, phones) }),
    });
  }
  const hashes = files.map(({ sha256 }) => sha256).sort();
  return {
    exclusions,
    files,
    runs: [...runs].sort(),
    selection: {
      ...(hashes.length === 0 ? {} : { exclude: hashes }),
      ...(runs.length === 0 ? {} : { excludeRun: runs.sort() }),
      ...(minDaysBetween === null ? {} : { minDaysBetween }),
    },
  };
}

async function* phonesOf(ledger: HistoryLedger | null, runId: number): AsyncGenerator<readonly number[]> {
  if (ledger !== null) yield* ledger.phonesOf(runId);
}

/** On the command line a path counts from where one is, in a file from the workspace. */
function findFile(context: Context, file: string, where: string): string {
  const inWorkspace = resolve(context.workspace.directory, file);
  const path = where.startsWith('--') ? resolve(context.io.cwd, file) : inWorkspace;
  if (existsSync(path)) return path;
  throw new InputError([
    { where, found: `${file}: no such file`, remedy: 'Name a CSV file with a header line. Nothing was sent' },
  ]);
}

/** SHA-256 of a file's bytes. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
