import { judge } from '../harness/oracle.ts';
import { readReportFiles, readReports, type Reports } from '../harness/reports.ts';
import { compareReports } from '../harness/same-reports.ts';
import type { TrueMessage } from '../harness/sandbox-process.ts';
import { textOf } from './draw-file.ts';
import type { Life, Step } from './life.ts';
import { decide } from './operator.ts';
import { openWorkshop, runWords, WATCHING, type Workshop } from './workshop.ts';

/** How a life ended. */
export interface LifeEnd {
  readonly seed: number;
  /** What is wrong; a good life has none. */
  readonly faults: readonly string[];
  /** What happened, a line a start. */
  readonly story: readonly string[];
}

export interface PlayOptions {
  /** Another build's `dist/main.js`. */
  readonly program?: string | undefined;
  /** Called with the workspace before it is removed, when something is wrong. */
  readonly onFault?: (end: LifeEnd, workspace: string) => void;
}

/** Plays a life to its end, and asks the oracle. */
export async function playLife(life: Life, options: PlayOptions = {}): Promise<LifeEnd> {
  const story = [
    `${life.policy}, ${life.senders.length} senders, faults: ${life.faults.join(' · ') || 'none'}`,
  ];
  const shop = await openWorkshop(life, life.faults, options.program);
  try {
    const faults: string[] = [];
    for (const step of life.steps) {
      await shop.rest(step.restMs);
      faults.push(...(await take(shop, life, step, story)));
    }
    await shop.sandbox().clearFaults();
    const code = await finish(shop, life, story);
    faults.push(...(await judgeEnd(shop, life, code, options.program)));
    const end = { seed: life.seed, faults, story };
    if (faults.length > 0) options.onFault?.(end, shop.stage.directory);
    return end;
  } finally {
    await shop.close();
  }
}

const COMMANDS = {
  resume: ['resume', ...WATCHING],
  track: ['track', ...WATCHING],
  pause: ['pause', 'list'],
  cancel: ['cancel', 'list', '--yes'],
  reconcile: ['reconcile', '--request-timeout', '1s'],
  report: ['report'],
} as const;
/** A defect, a broken control, a ledger that can't be read: no accident may lead there. */
const NEVER = [1, 9, 12];

async function take(shop: Workshop, life: Life, step: Step, story: string[]): Promise<string[]> {
  const { act, ending } = step;
  const words =
    act === 'run' ? runWords(life) : act === 'submit' ? [...runWords(life), '--no-wait'] : COMMANDS[act];
  return tell(shop, words, ending, story);
}

/** One start, told; what is wrong with its end. */
async function tell(
  shop: Workshop,
  words: readonly string[],
  ending: Step['ending'],
  story: string[],
): Promise<string[]> {
  const { code, stderr } = await shop.start(words, ending);
  story.push(`${words[0] ?? ''} (${JSON.stringify(ending)}) → ${code}\n${stderr.trimEnd()}`);
  return NEVER.includes(code)
    ? [`${words[0] ?? ''} ended with exit code ${code}: ${stderr.slice(-400)}`]
    : [];
}

/** So many starts without an accident bring every life to its end. */
const LAST_STARTS = 12;

/** Starts again as cron does, and lets a person decide where the program asks for one. Gives the last exit code. */
async function finish(shop: Workshop, life: Life, story: string[]): Promise<number> {
  const isCancelled = life.steps.some((step) => step.act === 'cancel');
  let asked = 0;
  for (let starts = 0; starts < LAST_STARTS; starts += 1) {
    // The first start may have to plan; the others also end a pause, and follow what was cancelled.
    const words = starts === 0 ? runWords(life) : ['resume', 'list', ...WATCHING];
    const { code, stderr } = await shop.start(words, { kind: 'itself' });
    story.push(`${words[0] ?? ''} → ${code}\n${stderr.trimEnd()}`);
    if (code === 0 || NEVER.includes(code)) return code;
    if (code !== 5) continue;
    asked += 1;
    if (asked > 1) story.push(...(await decide(shop, isCancelled ? 'assume-sent' : life.decision)));
  }
  return -1;
}

async function judgeEnd(shop: Workshop, life: Life, code: number, program?: string): Promise<string[]> {
  const { stage } = shop;
  if (!stage.has('reports')) return [`it never wrote a report, and ended with ${code}`];
  const reports = readReports(stage, 'list');
  const truth = await shop.sandbox().messages();
  const optedOut = new Set(life.file.optedOut);
  const faults = judge({ rows: life.file.rows, textOf, optedOut, truth, reports, code });
  if (reports.summary.finishedAt === null) {
    faults.push(`it never comes to an end: it is ${reports.summary.state} after ${LAST_STARTS} starts`);
  }
  faults.push(...(await judgeAgain(shop, life, reports)));
  if (faults.length > 0 || !isWhole(reports)) return faults;
  return compareWithUndisturbed(shop, life, { reports, truth }, program);
}

/** After the end another start sends nothing, and the reports are the same bytes however often they are made. */
async function judgeAgain(shop: Workshop, life: Life, { directory }: Reports): Promise<string[]> {
  const { stage } = shop;
  const before = { posts: await shop.sandbox().posts(), files: readReportFiles(stage, directory) };
  const faults: string[] = [];
  const { code } = await stage.run(runWords(life));
  if (code !== 10) faults.push(`a start after the end is ${code}, should be 10`);
  if ((await shop.sandbox().posts()) !== before.posts) faults.push('a start after the end submits');
  stage.remove(directory);
  await stage.run(['report']);
  const again = readReportFiles(stage, directory);
  for (const name of Object.keys(before.files)) {
    if (again[name] !== before.files[name])
      faults.push(`${name} is not the same bytes when it is made again`);
  }
  return faults;
}

/** Whether nothing was decided or lost that an uninterrupted run would have. */
function isWhole({ summary, messages }: Reports): boolean {
  const settled = ['AssumedSent', 'RejectedReasonLost', 'NotSent'];
  return summary.state === 'finished' && !messages.some((row) => settled.includes(row['status'] ?? ''));
}

async function compareWithUndisturbed(
  shop: Workshop,
  life: Life,
  { reports, truth }: { readonly reports: Reports; readonly truth: readonly TrueMessage[] },
  program?: string,
): Promise<string[]> {
  const reference = await openWorkshop(life, [], program);
  try {
    const { code, stderr } = await reference.start(runWords(life), { kind: 'itself' });
    if (code !== 0) return [`an uninterrupted run ended with ${code}: ${stderr.slice(-400)}`];
    const wanted = readReports(reference.stage, 'list');
    // One without a single message, somebody else's or one taken and not found again, takes a place in the order too.
    const hasOthers = (await shop.sandbox().batches()) > reports.batches.length;
    return compareReports(
      readReportFiles(shop.stage, reports.directory),
      readReportFiles(reference.stage, wanted.directory),
      { hasOtherIds: hasOthers || !isInOrder(reports, truth) },
    );
  } finally {
    await reference.close();
  }
}

/** Whether the provider took the batches in the order of their numbers, as it does when nothing goes wrong. */
function isInOrder({ batches }: Reports, truth: readonly TrueMessage[]): boolean {
  const taken = [...new Set(truth.map((message) => message.batchId))];
  const ours = batches.map((batch) => batch['batch_id'] ?? '');
  return ours.filter((id) => taken.includes(id)).join() === taken.join();
}
