import { maskPhone } from '../../core/recipient.ts';
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
      return `${event.count} refused ${event.count === 1 ? 'batch is' : 'batches are'} offered again`;
    case 'submitted':
      return tellVerdict(event);
    case 'searched':
      return tellFinding(event);
    case 'late':
      return `the tracking time is over: ${event.batches.length} batches are closed with messages that are not final`;
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
  if (event.kind === 'submitted') return event.verdict.to !== 'accepted';
  return event.kind !== 'reopened';
}

const WAITS: Readonly<Record<WaitReason, string>> = {
  'provider-unreachable': 'the provider can not be reached',
  messages: 'waiting for messages to become final',
  doubt: 'looking for a batch in doubt',
};

export function tellWait(why: WaitReason): string {
  return WAITS[why];
}

function tellVerdict(event: Extract<RunEvent, { kind: 'submitted' }>): string {
  const { batch, verdict } = event;
  const head = `batch ${batch.number} (${count(batch.recipients)} recipients from ${maskPhone(batch.from)})`;
  switch (verdict.to) {
    case 'accepted': {
      const rejected = verdict.rejected.length === 0 ? '' : `, ${count(verdict.rejected.length)} rejected`;
      return `${head}: accepted as ${verdict.batch.id}${rejected}`;
    }
    case 'planned':
      return `${head}: not taken, will be offered again: ${verdict.reason}`;
    case 'refused':
      return `${head}: refused: ${verdict.reason}`;
    case 'in_doubt':
      return `${head}: in doubt, will not be offered again: ${verdict.reason}`;
  }
}

function tellFinding(event: Extract<RunEvent, { kind: 'searched' }>): string {
  const head = `batch ${event.batch.number}`;
  switch (event.finding.kind) {
    case 'found':
      return `${head}: found at the provider as ${event.finding.batch.id}`;
    case 'several':
      return `${head}: the provider has it ${event.finding.batchIds.length} times: ${event.finding.batchIds.join(', ')}`;
    case 'differs':
      return `${head}: the provider has our recipients with other texts in ${event.finding.batchIds.join(', ')}`;
    case 'absent':
      return `${head}: not found at the provider (${event.finding.batchesSeen} batches compared)`;
  }
}
