import type { Problem } from '../../core/error.ts';
import type { ReportLedger } from '../../core/ledger.ts';
import { formatMoney, parseMoney } from '../../core/money.ts';
import type { DraftPlan } from '../../plan/draft-plan.ts';
import type { Outcome } from './approval.ts';
import { differ } from './compare-terms.ts';
import { compareHeldBack, formatLines, heldRows, type HeldBackChange } from './held-back.ts';
import { comparePortions, toPortions } from './portions.ts';

type Rows = Pick<ReportLedger, 'rejectedRows'>;
type Draft = Pick<DraftPlan, 'id' | 'name' | 'recipients' | 'estimate' | 'batches'>;

/** What a plan came to, as it is approved. */
export async function readOutcome(ledger: Rows, draft: Draft): Promise<Outcome> {
  return {
    run: draft.name,
    recipients: draft.recipients,
    estimate: formatMoney(draft.estimate),
    portions: toPortions(draft.batches),
    heldBack: await formatLines(heldRows(ledger.rejectedRows(draft.id))),
  };
}

/** A draft beside the plan that was approved. */
export interface OutcomeComparison {
  readonly differences: readonly Problem[];
  /** Recipients of the plan who are not texted because they opted out since. */
  readonly optedOut: number;
}

/**
 * Compares a draft with what was approved: the same run, the same recipients but for those who opted out since, from the
 * same numbers, at the same hours, at the same cost.
 *
 * @param file the file's name, for the lines that differ.
 */
export async function compareOutcome(
  plan: Outcome,
  ledger: Rows,
  draft: Draft,
  file: string,
): Promise<OutcomeComparison> {
  const change = await compareHeldBack(plan.heldBack, heldRows(ledger.rejectedRows(draft.id)));
  const { optedOut } = change;
  const people = [
    ...tellChange(change, file),
    ...differ('recipients', String(plan.recipients - optedOut), String(draft.recipients)),
  ];
  const isFewerAllowed = optedOut > 0;
  const portions = comparePortions(plan.portions, toPortions(draft.batches), isFewerAllowed);
  const isCheaper = isFewerAllowed && draft.estimate <= (parseMoney(plan.estimate) ?? 0n);
  const cost = isCheaper ? [] : differ('cost', plan.estimate, formatMoney(draft.estimate));
  const differences = [
    ...differ('run', plan.run, draft.name),
    ...people,
    // Where the people differ, so do all sums.
    ...(people.length === 0 ? portions : []),
    ...cost,
  ];
  return { differences, optedOut };
}

/** So many rows are told; a file may have millions. */
const TOLD = 10;

function tellChange({ lost, gained }: HeldBackChange, file: string): Problem[] {
  const told = [
    ...gained.map((line) => ({ line, found: 'the plan leaves this row out, now it would be texted' })),
    ...lost.map(({ line, code }) => ({ line, found: `the plan texts this row, now it is ${code}` })),
  ].sort((a, b) => a.line - b.line);
  const rest = told.length - TOLD;
  return [
    ...told.slice(0, TOLD).map(({ line, found }) => ({ where: `${file}:${line}`, found, remedy: '' })),
    ...(rest > 0 ? [{ where: file, found: `${rest} more rows differ like that`, remedy: '' }] : []),
  ];
}
