import type { Batch } from '../../core/batch.ts';
import { maskPhone } from '../../core/recipient.ts';
import type { DoubtSighting } from '../../core/doubt.ts';
import type { RunEvent } from '../../run/events.ts';
import type { WaitReason } from '../../run/next-action.ts';
import { count } from './figures.ts';

/** What an event means to the person who watches, or null when it is not worth a line. */
export function tellEvent(event: RunEvent): string | null {
  switch (event.kind) {
    case 'orphaned':
      return event.batches
        .map(
          (batch) => `batch ${batch.number}: the process was stopped while it was submitted; looking for it`,
        )
        .join('\n');
    case 'reopened':
      return `refused before: ${countBatches(event.count)} offered again`;
    case 'submitted':
      return tellVerdict(event);
    case 'searched':
      return tellFinding(event);
    case 'verified':
      return event.finding.kind === 'absent' ? null : tellTwin(event);
    case 'withheld':
      return tellWithheld(event);
    case 'tripped':
      return `paused: ${event.alarm.detail}`;
    case 'withdrawn':
      return `batch ${event.batch.number}: not offered, the run was paused or cancelled meanwhile`;
    case 'silent':
      return `RingCentral asked for silence (429): no call until ${toTime(event.untilAt)}`;
    case 'late':
      return `the tracking time is over: ${countBatches(event.batches.length)} closed with messages that are not final`;
    case 'failed':
      return event.problem;
    case 'view':
    case 'looked':
    case 'waiting':
    case 'stopped':
      return null;
  }
}

/** Whether an event's words are a warning rather than news. */
export function isWarning(event: RunEvent): boolean {
  if (event.kind === 'submitted') return event.verdict.to !== 'accepted' || isResend(event.batch);
  return event.kind !== 'reopened' && event.kind !== 'withdrawn';
}

function tellWithheld(event: Extract<RunEvent, { kind: 'withheld' }>): string {
  const { batch, count: many, contacted, isAll } = event;
  const who = (n: number): string => (n === 1 ? '1 recipient' : `${count(n)} recipients`);
  const has = (n: number): string => (n === 1 ? 'has' : 'have');
  const optedOut = many - contacted;
  const why = [
    ...(optedOut > 0 ? [`${who(optedOut)} ${has(optedOut)} opted out since the plan`] : []),
    ...(contacted > 0
      ? [`${who(contacted)} ${has(contacted)} been texted by another run since the plan`]
      : []),
  ];
  const rest = isAll ? ', nobody is left in it' : '';
  return `batch ${batch.number}: ${why.join(', ')} and will not be texted${rest}`;
}

const WAITS: Readonly<Record<WaitReason, string>> = {
  'provider-unreachable': 'the provider can not be reached',
  messages: 'waiting for messages to become final',
  doubt: 'a batch is in doubt and looked for',
  window: 'outside the sending window',
  queue: "the senders' queues are full enough",
  'max-cost': 'the cost limit is reached',
  'max-messages': 'the limit of messages is reached',
  'daily-cap': "a day's limit of the senders is reached",
  'provider-cap': "a daily limit of RingCentral's or a carrier's is reached",
  twin: 'a batch was offered again: waiting whether its first offer turns up as well',
};

export function tellWait(why: WaitReason): string {
  return WAITS[why];
}

function tellVerdict(event: Extract<RunEvent, { kind: 'submitted' }>): string {
  const { batch, verdict } = event;
  const head = `batch ${batch.number} (${count(batch.recipients)} recipients from ${maskPhone(batch.from)})`;
  if (isResend(batch) && verdict.to !== 'accepted') return `${head}: ${tellFailedResend(verdict)}`;
  switch (verdict.to) {
    case 'accepted': {
      const rejected = verdict.rejected.length === 0 ? '' : `, ${count(verdict.rejected.length)} rejected`;
      return `${head}: ${isResend(batch) ? 'offered again, ' : ''}accepted as ${verdict.batch.id}${rejected}`;
    }
    case 'planned':
      return `${head}: not taken, will be offered again: ${verdict.reason}`;
    case 'refused':
      return `${head}: refused: ${verdict.reason}`;
    case 'in_doubt':
      return `${head}: in doubt, nobody knows whether it was taken; looking for it: ${verdict.reason}`;
  }
}

type Verdict = Extract<RunEvent, { kind: 'submitted' }>['verdict'];

/** Whether an offer was a second one: only a batch in doubt is offered from that state. */
function isResend({ state }: Batch): boolean {
  return state === 'in_doubt';
}

function tellFailedResend({ to, reason }: Exclude<Verdict, { to: 'accepted' }>): string {
  return to === 'in_doubt'
    ? `offered again, and in doubt again: ${reason}`
    : `offered again and ${to === 'refused' ? 'refused' : 'not taken'}; its first offer is in doubt as before: ${reason}`;
}

function tellFinding(event: Extract<RunEvent, { kind: 'searched' }>): string {
  const head = `batch ${event.batch.number}`;
  switch (event.finding.kind) {
    case 'found':
      return `${head}: found at the provider as ${event.finding.batch.id}`;
    case 'several':
      return `${head}: the provider has it ${event.finding.batchIds.length} times: ${event.finding.batchIds.join(', ')}`;
    case 'absent':
      return `${head}: ${tellAbsence(event.finding, event.batch.cleanLooks + 1)}`;
  }
}

function tellAbsence({ batchesSeen, differing }: DoubtSighting, look: number): string {
  return differing.length > 0
    ? `its recipients are at the provider with other texts, or among others, in ${differing.join(', ')}: a person must look`
    : `not found at the provider (look ${look}; ${batchesSeen} batches compared)`;
}

function tellTwin({ batch, finding }: Extract<RunEvent, { kind: 'verified' }>): string {
  const ids =
    finding.kind === 'found' ? [finding.batch.id] : finding.kind === 'several' ? finding.batchIds : [];
  return `batch ${batch.number}: it was offered again, and its first offer turned up as well: ${ids.join(', ')}`;
}

function countBatches(batches: number): string {
  return batches === 1 ? '1 batch is' : `${count(batches)} batches are`;
}

/** `14:05:00 UTC`: the day is told by the line's own place. */
function toTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
