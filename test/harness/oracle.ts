import type { ExpectedRow } from './messy-file.ts';
import { brokenControls, type Reports, type Row } from './reports.ts';
import type { TrueMessage } from './sandbox-process.ts';

/** What the oracle knows: what should have been sent, what was sent, what is said of it, and how the last start ended. */
export interface Testimony {
  /** What every row of the file must come to. */
  readonly rows: readonly ExpectedRow[];
  /** The text that a recipient must get. */
  readonly textOf: (phone: string) => string;
  /** Numbers whose owner had texted STOP before the first start. */
  readonly optedOut: ReadonlySet<string>;
  /** The provider's own list of what it took. */
  readonly truth: readonly TrueMessage[];
  readonly reports: Reports;
  /** Exit code of the start that wrote the reports. */
  readonly code: number;
}

/** The provider rejects a number that ends so, in the reply to the submit. */
export const REJECTED_NUMBER = '5550190';

/** What is wrong, a sentence each: nobody twice, nobody lost, nobody against their will, every sum right, no false 0. */
export function judge(testimony: Testimony): string[] {
  return [
    ...judgeTexts(testimony),
    ...judgePlaces(testimony),
    ...judgeMessages(testimony),
    ...judgeFigures(testimony),
    ...judgeExit(testimony),
  ];
}

function judgeTexts({ truth, rows, textOf, optedOut }: Testimony): string[] {
  const recipients = new Set(rows.filter((row) => row.fate === 'recipient').map((row) => row.phone));
  const seen = new Set<string>();
  return truth.flatMap(({ to, text, finalStatus, finalErrorCode }) => {
    const faults: string[] = [];
    if (seen.has(to)) faults.push(`${to} was texted twice`);
    seen.add(to);
    if (!recipients.has(to)) faults.push(`${to} was texted and is no recipient`);
    else if (text !== textOf(to)) faults.push(`${to} got another text: ${text}`);
    const isBlocked = finalStatus === 'SendingFailed' && finalErrorCode === 'SMS-RC-413';
    if (optedOut.has(to) && !isBlocked) faults.push(`${to} had opted out, and was texted`);
    return faults;
  });
}

/** Every row of the file stands in exactly one place, and in the right one. */
function judgePlaces({ rows, reports }: Testimony): string[] {
  const places = new Map<string, string[]>();
  const put = (line: string | undefined, place: string): void => {
    places.set(line ?? '', [...(places.get(line ?? '') ?? []), place]);
  };
  for (const row of reports.messages) put(row['line'], `recipient ${row['to'] ?? ''}`);
  for (const row of reports.rejected) put(row['line'], row['code'] ?? '');
  const faults = rows.flatMap(({ line, fate, phone }) => {
    const found = places.get(String(line)) ?? [];
    places.delete(String(line));
    const wanted = fate === 'recipient' ? `recipient ${phone}` : fate;
    // Who opted out of the world's earlier texts is left out: that nobody of them is texted is judged elsewhere.
    const isLeftOut = fate === 'recipient' && found.length === 1 && found[0] === 'opted-out';
    return isLeftOut || (found.length === 1 && found[0] === wanted)
      ? []
      : [`line ${line} is ${wanted}, and stands as ${found.join(' and ') || 'nothing'}`];
  });
  return [...faults, ...[...places.keys()].map((line) => `line ${line} is reported and is not in the file`)];
}

function judgeMessages({ truth, reports }: Testimony): string[] {
  const sent = new Map(truth.map((message) => [message.to, message]));
  const isFinished = reports.summary.finishedAt !== null;
  return reports.messages.flatMap((row) => {
    const message = sent.get(row['to'] ?? '');
    const reasons =
      row['message_id'] === ''
        ? judgeAbsence(row, message !== undefined, isFinished)
        : judgePresence(row, message, isFinished);
    return reasons.map((reason) => `${row['to'] ?? ''} (batch ${row['batch'] ?? ''}): ${reason}`);
  });
}

/** A recipient without a message. A batch that a person gave up is the one whose truth nobody claims to know. */
function judgeAbsence(row: Row, isTexted: boolean, isFinished: boolean): string[] {
  const status = row['status'] ?? '';
  switch (status) {
    case 'InDoubt':
    case 'NotSent':
    case 'OptedOut':
    case 'ContactedRecently':
      return isTexted ? [`stands as ${status}, and was texted`] : [];
    case 'Rejected':
    case 'RejectedReasonLost':
      if (isTexted) return [`stands as ${status}, and was texted`];
      return row['to']?.endsWith(REJECTED_NUMBER) === true
        ? []
        : [`stands as ${status}, and was never refused`];
    case 'AssumedSent':
      return [];
    case 'Queued':
      return isTexted && !isFinished ? [] : ['stands as Queued, and is not'];
    default:
      return [`stands as ${status} without a message`];
  }
}

function judgePresence(row: Row, message: TrueMessage | undefined, isFinished: boolean): string[] {
  if (message === undefined) return [`has message ${row['message_id'] ?? ''}, which was never sent`];
  const said = [row['message_id'], row['batch_id'], row['from']].join(' ');
  const isSame = said === [message.messageId, message.batchId, message.from].join(' ');
  const faults = isSame ? [] : [`stands as ${said}, and is ${message.messageId} of ${message.batchId}`];
  if (!isFinished) return faults;
  const status = isUnknown(message.finalErrorCode) ? 'Unknown' : message.finalStatus;
  const wanted = `${status} ${message.finalErrorCode ?? ''} ${toUnits(message.finalCost)}`;
  const found = `${row['status'] ?? ''} ${row['error_code'] ?? ''} ${toUnits(row['cost'])}`;
  return wanted === found ? faults : [...faults, `ended as ${wanted}, and stands as ${found}`];
}

/** Codes of receipts that say nothing (see docs/sms-codes.md). */
function isUnknown(code: string | null): boolean {
  return code === 'SMS-CAR-104' || code === 'SMS-CAR-199';
}

function judgeFigures({ rows, truth, reports }: Testimony): string[] {
  const { summary, messages, batches } = reports;
  const faults = brokenControls(summary).map((control) => `control ${control} does not hold`);
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) faults.push(`${what}: ${String(found)}, should be ${String(wanted)}`);
  };
  const count = (...statuses: string[]): number =>
    messages.filter((row) => statuses.includes(row['status'] ?? '')).length;
  expect('rows', summary.rows, rows.length);
  const leftOut = summary.rejectedRows['opted-out'] ?? 0;
  expect('recipients', summary.recipients + leftOut, rows.filter((row) => row.fate === 'recipient').length);
  expect('inDoubt', summary.messages['inDoubt'], count('InDoubt', 'AssumedSent'));
  expect('notSent', summary.messages['notSent'], count('NotSent', 'OptedOut', 'ContactedRecently'));
  expect('rejected', summary.messages['rejectedByProvider'], count('Rejected', 'RejectedReasonLost'));
  if (summary.finishedAt === null) return faults;
  const known = new Set(messages.filter((row) => row['message_id'] !== '').map((row) => row['to']));
  const ours = truth.filter((message) => known.has(message.to));
  const cost = ours.reduce((sum, message) => sum + toUnits(message.finalCost), 0n);
  expect('accepted', summary.messages['accepted'], ours.length);
  expect('cost', toUnits(String(summary.cost['actual'])), cost);
  expect('cost of the batches', sumOf(batches), cost);
  expect('cost of the messages', sumOf(messages), cost);
  return faults;
}

function judgeExit({ reports, code }: Testimony): string[] {
  const { state, finishedAt, messages } = reports.summary;
  const inDoubt = reports.messages.filter((row) => row['status'] === 'InDoubt').length;
  const faults: string[] = [];
  if (code === 0 && inDoubt > 0) faults.push(`exit 0 with ${inDoubt} recipients in doubt`);
  if (code === 0 && brokenControls(reports.summary).length > 0) faults.push('exit 0 with a broken control');
  if (code === 0 && state !== 'cancelled' && (messages['notSent'] ?? 0) > 0)
    faults.push('exit 0 with recipients that were not texted');
  if (finishedAt !== null && inDoubt > 0) faults.push('finished with recipients in doubt');
  return faults;
}

function sumOf(rows: readonly Row[]): bigint {
  return rows.reduce((sum, row) => sum + toUnits(row['cost']), 0n);
}

/** An amount in units of its ninth decimal, by its digits alone: to the last one, and no float on the way. */
export function toUnits(amount: string | number | null | undefined): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(String(amount ?? 0) || '0');
  if (match === null) throw new RangeError(`${String(amount)} is no plain decimal of at most nine digits`);
  const [, sign = '', whole = '', fraction = ''] = match;
  return BigInt(`${sign}${whole}${fraction.padEnd(9, '0')}`);
}
