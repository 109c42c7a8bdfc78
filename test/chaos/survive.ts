import { judge } from '../harness/oracle.ts';
import { openStage, type Stage } from '../harness/open-stage.ts';
import { deliverable } from '../harness/recipients.ts';
import { readReportFiles, readReports } from '../harness/reports.ts';
import { compareReports } from '../harness/same-reports.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { FAILPOINT_FILE, FAILPOINT_RUN, killerOf, RECIPIENTS, type Failpoint } from './failpoints.ts';

export type Policy = 'hold' | 'resend';

/** What became of a run that was killed at a failpoint. */
export interface Survival {
  /** False: the run ended before it came there. */
  readonly wasKilled: boolean;
  /** The batches that were in doubt when the program asked a person. */
  readonly held: readonly string[];
  readonly faults: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Starts that a killed run may take to its end. */
const STARTS = 3;
const ROWS = Array.from({ length: RECIPIENTS }, (_, index) => ({
  line: index + 2,
  fate: 'recipient',
  phone: deliverable(index),
}));
const NAMES = new Map(ROWS.map(({ phone }, index) => [phone, `Person ${index}`]));

/** Kills the run at the failpoint, starts it again until it ends, lets a person decide where it asks, and judges. */
export async function survive(
  point: Failpoint | null,
  policy: Policy,
  wanted: Readonly<Record<string, string>> | null,
  program?: string,
): Promise<Survival> {
  const { stage, close } = openStage(program === undefined ? {} : { program });
  try {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FAILPOINT_FILE);
    const words = [...FAILPOINT_RUN, '--in-doubt', policy];
    const killed = point === null ? null : await stage.run(words, { wrapper: killerOf(point, stage) });
    const told = await stage.run(['status']);
    const { code, held, faults } = await startUntilOver(stage, sandbox, words);
    // 2: there is no run yet.
    if (![0, 2].includes(told.code))
      faults.push(`status after the kill ended with ${told.code}: ${told.stderr}`);
    const reports = readReports(stage, 'a');
    const files = readReportFiles(stage, reports.directory);
    const hasOtherIds = held.length > 0 || policy === 'resend';
    faults.push(...(await testify(stage, sandbox, code)));
    if (wanted !== null) faults.push(...compareReports(files, wanted, { hasOtherIds }));
    return { wasKilled: killed?.code === 137, held, faults, files };
  } finally {
    await close();
  }
}

async function startUntilOver(
  stage: Stage,
  sandbox: SandboxProcess,
  words: readonly string[],
): Promise<{ code: number; held: string[]; faults: string[] }> {
  const held: string[] = [];
  const faults: string[] = [];
  for (let starts = 0; starts < STARTS; starts += 1) {
    const { code } = await stage.run(words);
    if (code === 0 || code === 10) return { code: 0, held, faults };
    if (code !== 5) return { code, held, faults: [...faults, `a start after the kill ended with ${code}`] };
    faults.push(...(await testify(stage, sandbox, code)));
    for (const number of doubtfulBatches(stage)) {
      held.push(number);
      await stage.run(['reconcile', '--resend', number, '--yes']);
    }
  }
  return { code: 5, held, faults: [...faults, `${STARTS} starts did not bring it to its end`] };
}

/** While a person is asked, everybody is texted but the recipients in doubt, and those are not. */
async function testify(stage: Stage, sandbox: SandboxProcess, code: number): Promise<string[]> {
  const reports = readReports(stage, 'a');
  const truth = await sandbox.messages();
  const faults = judge({
    rows: ROWS,
    textOf: (phone) => `Hi ${NAMES.get(phone) ?? ''}`,
    optedOut: new Set(),
    truth,
    reports,
    code,
  });
  const notSent = reports.messages.filter((row) => row['status'] === 'NotSent').length;
  if (notSent > 0) faults.push(`${notSent} recipients are not sent at exit ${code}`);
  if (code === 5 && doubtfulBatches(stage).length !== 1) faults.push('more than the batch in doubt is held');
  return faults;
}

function doubtfulBatches(stage: Stage): string[] {
  const held = readReports(stage, 'a').messages.filter((row) => row['status'] === 'InDoubt');
  return [...new Set(held.map((row) => row['batch'] ?? ''))];
}
