import { TAKEN_STATES } from '../../core/batch.ts';
import type { MessageTally, ReportLedger } from '../../core/ledger.ts';
import { MESSAGE_OUTCOMES, toOutcome, type MessageOutcome } from '../../core/message.ts';
import { formatMoney, type Nanos } from '../../core/money.ts';
import type { Run } from '../../core/run.ts';

/** What a screen shows of a run, kept up to date by its events so that nothing is counted twice over. */
export interface Figures {
  readonly run: Run;
  /** Recipients whose batches the provider has, and batches likewise. */
  submitted: number;
  submittedBatches: number;
  readonly tallies: Map<number, readonly MessageTally[]>;
}

export async function readFigures(ledger: ReportLedger, run: Run): Promise<Figures> {
  const figures: Figures = { run, submitted: 0, submittedBatches: 0, tallies: new Map() };
  for await (const batch of ledger.batchRecords(run.id)) {
    if (!TAKEN_STATES.includes(batch.state)) continue;
    figures.submitted += batch.recipients;
    figures.submittedBatches += 1;
    figures.tallies.set(batch.number, batch.tallies);
  }
  return figures;
}

export interface MessageSums {
  readonly outcomes: Readonly<Record<MessageOutcome, number>>;
  /** Messages that will not change any more, roughly: for a bar. */
  readonly done: number;
  readonly cost: Nanos;
}

export function sumMessages(figures: Figures): MessageSums {
  const outcomes = Object.fromEntries(MESSAGE_OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    MessageOutcome,
    number
  >;
  let cost = 0n;
  for (const tallies of figures.tallies.values()) {
    for (const tally of tallies) {
      outcomes[toOutcome(tally.status, tally.errorCode)] += tally.count;
      cost += tally.cost;
    }
  }
  const done = outcomes.delivered + outcomes.deliveryFailed + outcomes.sendingFailed + outcomes.unknown;
  return { outcomes, done, cost };
}

/** `420 delivered, 12 sent, 3 failed, 5.21 USD`: one line, widest interest first. */
export function formatFigures(figures: Figures): string {
  const { outcomes, cost } = sumMessages(figures);
  const failed = outcomes.deliveryFailed + outcomes.sendingFailed;
  const parts = [
    `${count(outcomes.delivered)} delivered`,
    outcomes.sent > 0 ? `${count(outcomes.sent)} sent` : '',
    outcomes.queued > 0 ? `${count(outcomes.queued)} queued` : '',
    failed > 0 ? `${count(failed)} failed` : '',
    outcomes.unknown > 0 ? `${count(outcomes.unknown)} unknown` : '',
    `${formatMoney(cost)} ${figures.run.currency}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
