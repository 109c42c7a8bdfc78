import type { Batch } from '../../core/batch.ts';
import type { ReportLedger } from '../../core/ledger.ts';
import type { Run } from '../../core/run.ts';
import type { Hold } from '../../run/choose-next.ts';
import type { RunEvent } from '../../run/events.ts';
import type { WaitReason } from '../../run/next-action.ts';
import type { RunView } from '../../run/view.ts';
import type { BatchFigures } from './batch-figures.ts';
import { progressOf, sumUp, type Progress } from './sums.ts';
import { follow, type Trace } from './trace.ts';

/** What a screen shows of a run, kept up to date by its events so that nothing is read over and over. */
export interface Figures {
  run: Run;
  readonly batches: Map<number, BatchFigures>;
  /** How many times faster than its senders' rates the provider drains: a sandbox may. */
  readonly speed: number;
  /** What holds the next offer up. */
  hold: Hold | null;
  wait: { readonly why: WaitReason; readonly untilAt: number } | null;
  /** No call is made until then, by the provider's word. */
  silentUntil: number | null;
  /** Until when batches in doubt are looked for. */
  graceUntil: number | null;
  readonly traces: { submitted: Trace; drained: Trace; final: Trace };
}

/** Reads what the ledger says of a run. */
export async function readFigures(ledger: ReportLedger, run: Run, speed = 1): Promise<Figures> {
  const batches = new Map<number, BatchFigures>();
  for await (const batch of ledger.batchRecords(run.id)) {
    batches.set(batch.number, { ...batch, processed: null, listedAt: null });
  }
  return {
    ...{ run, batches, speed, hold: null, wait: null, silentUntil: null, graceUntil: null },
    traces: { submitted: [], drained: [], final: [] },
  };
}

/** Takes what happened into the figures, as of `now` (epoch milliseconds). */
export function takeIn(figures: Figures, event: RunEvent, now: number): void {
  switch (event.kind) {
    case 'view':
      takeView(figures, event.view);
      break;
    case 'submitted':
      takeSubmit(figures, event, now);
      return;
    case 'searched':
      if (event.finding.kind === 'found') change(figures, event.batch, { state: 'accepted' });
      if (event.finding.kind === 'several') change(figures, event.batch, { state: 'duplicated' });
      break;
    case 'withheld':
      change(figures, event.batch, { withheld: event.count, ...(event.isAll ? { state: 'abandoned' } : {}) });
      break;
    case 'looked':
      change(figures, event.batch, {
        tallies: event.tallies,
        ...(event.isSettled ? { state: 'settled' } : {}),
      });
      break;
    case 'late':
      for (const batch of event.batches) change(figures, batch, { state: 'settled' });
      break;
    case 'silent':
      figures.silentUntil = event.untilAt;
      break;
    case 'waiting':
      figures.wait = event;
      break;
    default:
  }
  trace(figures, now);
}

/** The sums of all batches are not made anew for one of them: a run has thousands of submits. */
function takeSubmit(
  figures: Figures,
  { batch, verdict }: Extract<RunEvent, { kind: 'submitted' }>,
  now: number,
): void {
  const before = progressOf(figures.batches.get(batch.number));
  const taken = verdict.to === 'accepted' ? { rejected: verdict.rejected.length, submittedAt: now } : {};
  change(figures, batch, { state: verdict.to, ...taken });
  const after = progressOf(figures.batches.get(batch.number));
  const { submitted, drained, final } = figures.traces;
  const [last, lastDrained, lastFinal] = [submitted.at(-1), drained.at(-1), final.at(-1)];
  if (last === undefined || lastDrained === undefined || lastFinal === undefined) trace(figures, now);
  else
    follows(figures, now, {
      submitted: last.value + after.submitted - before.submitted,
      drained: lastDrained.value + after.drained - before.drained,
      final: lastFinal.value + after.final - before.final,
    });
}

function takeView(figures: Figures, { run, hold, doubts, terms, tracked, listedAt }: RunView): void {
  const graces = doubts.map(({ doubtedAt }) => doubtedAt + terms.graceMs);
  figures.run = run;
  figures.hold = hold;
  figures.wait = null;
  figures.graceUntil = graces.length === 0 ? null : Math.max(...graces);
  for (const batch of tracked) {
    const { state, processed, submittedAt } = batch;
    change(figures, batch, { state, processed, submittedAt, listedAt: listedAt.get(batch.from) ?? null });
  }
}

function change(figures: Figures, { number }: Batch, changed: Partial<BatchFigures>): void {
  const before = figures.batches.get(number);
  if (before !== undefined) figures.batches.set(number, { ...before, ...changed });
}

function trace(figures: Figures, now: number): void {
  follows(figures, now, sumUp(figures.batches.values()));
}

function follows({ traces }: Figures, now: number, { submitted, drained, final }: Progress): void {
  traces.submitted = follow(traces.submitted, now, submitted);
  traces.drained = follow(traces.drained, now, drained);
  traces.final = follow(traces.final, now, final);
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
