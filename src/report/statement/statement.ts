import type { ReportLedger } from '../../core/ledger.ts';
import { isSandbox, isUnfinished } from '../../core/run.ts';
import type { StatementReader, StatementRecord } from '../../core/statement.ts';
import { toIso } from '../json.ts';
import { countStates, toProgress, type Progress } from '../progress.ts';
import { readBatches } from '../read-count.ts';
import { buildHistory, totalLines } from './history.ts';
import type { StatementHistory, StatementTotal } from './history.ts';
import { readLines, type LineFigures } from './lines.ts';
import type { Month } from './month.ts';

/** The version of a month's statement. Keys may be added; one that goes or changes its meaning is a new version. */
export const STATEMENT_SCHEMA = 'campaign-statement/1';

/** A line: a run and one of its senders. */
export interface StatementLine extends LineFigures {
  readonly campaign: string;
  readonly state: Progress;
  /** A text of a campaign to one's own numbers: real, and paid for. */
  readonly test: boolean;
}

/** A run that isn't over: its figures may still change, also those of a month that is. */
export interface OpenRun {
  readonly run: string;
  readonly campaign: string;
  readonly state: Progress;
  readonly startedAt: string | null;
}

/** `statement-YYYY-MM.json`: what all runs did in a month. Money is exact decimal text, instants are UTC ISO 8601. */
export interface MonthStatement extends StatementHistory {
  readonly schema: typeof STATEMENT_SCHEMA;
  readonly month: string;
  readonly begins: string;
  /** The first instant after it. */
  readonly ends: string;
  /** True: of the sandbox's runs alone, so nothing of it was really sent. False: of real runs alone. */
  readonly sandbox: boolean;
  readonly monthOver: boolean;
  readonly totals: readonly StatementTotal[];
  readonly lines: readonly StatementLine[];
  readonly openRuns: readonly OpenRun[];
}

/** What the ledger says of a month now, before it is kept. */
export interface MonthReading {
  readonly lines: readonly StatementLine[];
  /** The figures of the lines alone, as they are kept. */
  readonly figures: readonly LineFigures[];
  readonly openRuns: readonly OpenRun[];
}

/** Reads a month over the real runs, or over those of a sandbox. Memory doesn't grow with the number of messages. */
export async function readMonth(
  ledger: ReportLedger & StatementReader,
  month: Month,
  isSandboxMonth: boolean,
): Promise<MonthReading> {
  const lines: StatementLine[] = [];
  const figures: LineFigures[] = [];
  const openRuns: OpenRun[] = [];
  for (const run of await ledger.listRuns()) {
    if (isSandbox(run.world) !== isSandboxMonth) continue;
    const found = await readLines(ledger, run, month);
    const isOpen = isUnfinished(run) && run.plannedAt < month.ends;
    if (found.length === 0 && !isOpen) continue;
    const { name, campaign, isTest: test, startedAt } = run;
    const state = toProgress(run, countStates((await readBatches(ledger, run)).values()));
    figures.push(...found);
    lines.push(...found.map((line) => ({ ...line, campaign, state, test })));
    if (isOpen) openRuns.push({ run: name, campaign, state, startedAt: toIso(startedAt) });
  }
  return { lines, figures, openRuns };
}

/** @param kept all statements of this month, this one among them, oldest first; empty where there is no ledger yet. */
export function buildStatement(
  month: Month,
  reading: MonthReading,
  kept: readonly StatementRecord[],
  options: { readonly isSandbox: boolean; readonly isMonthOver: boolean; readonly currency: string },
): MonthStatement {
  const { lines, openRuns } = reading;
  const { writtenAt, restated, earlier, changes } = buildHistory(kept, options.currency);
  return {
    schema: STATEMENT_SCHEMA,
    month: month.name,
    begins: new Date(month.begins).toISOString(),
    ends: new Date(month.ends).toISOString(),
    sandbox: options.isSandbox,
    monthOver: options.isMonthOver,
    writtenAt,
    restated,
    totals: totalLines(lines, options.currency),
    lines,
    openRuns,
    earlier,
    changes,
  };
}
