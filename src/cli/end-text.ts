import { join, relative } from 'node:path';
import { EXIT, EXIT_MEANINGS, type ExitCode } from '../core/exit-code.ts';
import { formatMoney, parseMoney } from '../core/money.ts';
import type { Run } from '../core/run.ts';
import { toSmsCode } from '../core/sms-code.ts';
import { formatApiCalls } from '../report/format-summary.ts';
import { countUnsent, type RunSummary } from '../report/summary.ts';
import type { ReportFiles } from '../report/write.ts';
import { commandFor } from './command-for.ts';
import { count } from './screen/figures.ts';
import { formatSpan } from './screen/span.ts';

/** What a start came to. */
export interface StartEnd extends ReportFiles {
  readonly run: Run;
  readonly code: ExitCode;
  /** Where the person is: the report is named from there. */
  readonly cwd: string;
}

/**
 * The end of a start in a few lines that are read in five seconds: how far, who got it, what went wrong most, the cost,
 * the report, and what to do. `campaign status` has all figures.
 */
export function formatEnd(end: StartEnd): string {
  const { summary, run } = end;
  const { rows, recipients } = summary;
  const broken = summary.controls.filter(({ ok }) => !ok).map(({ name }) => name);
  const lines = [
    `${summary.run}: ${tellState(summary, run)}`,
    line('delivered', tellDelivered(summary)),
    ...optional('not', tellFailures(summary)),
    ...optional('mostly', tellFirstCause(summary)),
    ...optional('open', tellOpen(summary)),
    ...optional('left out', rows > recipients ? `${count(rows - recipients)} of ${count(rows)} rows` : ''),
    ...summary.incidents.map(({ batch, recipients: hit }) =>
      line('TWICE', `batch ${batch}: ${count(hit)} recipients may have been texted more than once`),
    ),
    ...optional('BROKEN', broken.join(', ')),
    line('cost', tellCost(summary)),
    ...optional('API calls', tellCalls(summary)),
    line('report', nameReport(end)),
    line('next', tellNext(end)),
  ];
  return lines.join('\n');
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}

function optional(label: string, text: string): string[] {
  return text === '' ? [] : [line(label, text)];
}

/** Once there will be no more of them. */
function tellCalls({ state, apiCalls }: RunSummary): string {
  return state !== 'finished' || apiCalls === null ? '' : formatApiCalls(apiCalls);
}

function tellState({ state, sandbox }: RunSummary, { startedAt, finishedAt }: Run): string {
  const span =
    startedAt === null || finishedAt === null ? '' : ` in ${formatSpan((finishedAt - startedAt) / 1000)}`;
  return `${state}${span}${sandbox ? ' (sandbox: nothing was really sent)' : ''}`;
}

function tellDelivered({ recipients, messages: { delivered, sent }, state }: RunSummary): string {
  // Cut, not rounded: 100.0% means all of them.
  const share = recipients === 0 ? 0 : Math.floor((delivered * 1000) / recipients) / 10;
  const unconfirmed =
    sent === 0 ? '' : `, ${count(sent)} sent without a receipt${state === 'finished' ? '' : ' yet'}`;
  return `${count(delivered)} of ${count(recipients)} recipients (${share.toFixed(1)}%)${unconfirmed}`;
}

function tellFailures({ messages }: RunSummary): string {
  const failed = messages.deliveryFailed + messages.sendingFailed;
  const parts = [
    failed > 0 ? `${count(failed)} failed` : '',
    messages.rejectedByProvider > 0 ? `${count(messages.rejectedByProvider)} rejected by the provider` : '',
    messages.unknown > 0 ? `${count(messages.unknown)} unknown` : '',
    messages.optedOut > 0 ? `${count(messages.optedOut)} opted out meanwhile` : '',
    messages.contactedRecently > 0
      ? `${count(messages.contactedRecently)} texted by another run meanwhile`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The errors come most frequent first. */
function tellFirstCause({ errors: [first] }: RunSummary): string {
  return first === undefined ? '' : `${count(first.count)} × ${first.code ?? 'no code'}, ${first.meaning}`;
}

function tellOpen({ messages }: RunSummary): string {
  const { queued, inDoubt, assumedSent } = messages;
  const parts: [number, string][] = [
    [queued, 'queued'],
    [inDoubt - assumedSent, 'in doubt'],
    [assumedSent, 'assumed sent'],
    [countUnsent(messages), 'not sent'],
  ];
  return parts.flatMap(([many, word]) => (many > 0 ? [`${count(many)} ${word}`] : [])).join(', ');
}

function tellCost({ cost, state }: RunSummary): string {
  const unpriced = cost.unpriced === 0 ? '' : `, ${count(cost.unpriced)} without a price yet`;
  if (state !== 'finished') return `${cost.actual} of about ${cost.estimated} ${cost.currency}${unpriced}`;
  const variance = parseMoney(cost.variance) ?? 0n;
  const size = formatMoney(variance < 0n ? -variance : variance);
  const against =
    variance === 0n ? 'as estimated' : `${size} ${variance < 0n ? 'under' : 'over'} the estimate`;
  return `${cost.actual} ${cost.currency}, ${against}${unpriced}`;
}

/** The page for people where there is one. */
function nameReport({ directory, files, cwd }: StartEnd): string {
  const file = files.find((name) => name === 'report.html') ?? '';
  const path = relative(cwd, join(directory, file));
  return path.startsWith('..') ? join(directory, file) : path;
}

/** What the exit code asks for. */
function tellNext({ code, run, summary }: StartEnd): string {
  if (code !== EXIT.ok) {
    const [, meaning, action] = EXIT_MEANINGS.find(([one]) => one === code) ?? [];
    return `${action ?? 'look'} (exit code ${code}: ${meaning ?? 'unknown'})`;
  }
  if (summary.state !== 'finished') {
    return summary.state === 'cancelled' ? 'nothing to do' : `follow it: ${commandFor('track', run)}`;
  }
  const again = summary.errors.filter((error) => toSmsCode(error.code).mayRetry !== 'never');
  const many = again.reduce((sum, error) => sum + error.count, 0);
  return many === 0 || run.isTest
    ? 'nothing to do'
    : `nothing to do; some failures may be tried again: campaign retry ${run.name}`;
}
