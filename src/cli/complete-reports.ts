import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import type { Context } from './context.ts';
import { reportDirectory, reportRun } from './finish-run.ts';

const SUMMARY = z.object({ finishedAt: z.string() });

/** Writes the reports of a finished run where they are missing: a process can die after its last commit, before them. */
export async function completeReports(context: Context, ledger: ReportLedger, run: Run): Promise<void> {
  if (run.finishedAt === null || readFinishedAt(context, run) === new Date(run.finishedAt).toISOString())
    return;
  await reportRun(context, ledger, run.name);
}

/** The summary is the last of the reports that is written: one of the same end stands for all of them. */
function readFinishedAt(context: Context, run: Run): string | null {
  try {
    const text = readFileSync(join(reportDirectory(context, run), 'summary.json'), 'utf8');
    return SUMMARY.safeParse(JSON.parse(text)).data?.finishedAt ?? null;
  } catch {
    return null;
  }
}
