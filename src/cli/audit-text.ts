import type { JournalEntry } from '../core/journal.ts';
import type { ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { toInstant } from './doubt-text.ts';

/** Decisions of the program's own that a person should see among those of people. */
const OWN_DECISIONS: readonly string[] = ['presumed-absent', 'duplicated'];

/**
 * Who decided what about a run, and when: every act of a person, and what the program decided about batches in doubt.
 * Empty when there was nothing to decide.
 */
export async function tellAudit(ledger: ReportLedger, run: Run): Promise<string> {
  const journal = await ledger.journal(run.id);
  const told = journal.filter(({ who, kind }) => who !== null || OWN_DECISIONS.includes(kind));
  if (told.length === 0) return '';
  return [
    'Decisions:',
    ...told.map((entry) => `  ${toInstant(entry.at)}  ${entry.who ?? 'campaign'}: ${tellAct(entry)}`),
  ].join('\n');
}

function tellAct({ kind, batch, detail }: JournalEntry): string {
  const subject = batch === null ? '' : `batch ${batch} `;
  switch (kind) {
    case 'decided-adopt':
      return `${subject}was taken, as ${detail}`;
    case 'decided-resend':
      return `${subject}was not taken, and is to be offered again`;
    case 'decided-assume-sent':
      return `${subject}counts as sent, and is never offered again`;
    case 'presumed-absent':
      return `${subject}was not found, and is offered again`;
    case 'resumed':
      return 'no longer paused';
    default:
      return `${subject}${kind}${detail === '' ? '' : `: ${detail}`}`;
  }
}
