import { parseMoney } from '../../core/money.ts';
import type { StatementRecord } from '../../core/statement.ts';
import { COUNT_NAMES, newFigures, sumFigures, toFigureEntry } from '../figures.ts';
import type { FigureEntry, Figures } from '../figures.ts';
import type { LineFigures } from './lines.ts';

/** A statement's lines in one form, so that equal figures are equal texts. */
export function formatFigures(lines: readonly LineFigures[]): string {
  return JSON.stringify(lines);
}

/** The figures of all lines of one currency. */
export interface StatementTotal extends FigureEntry {
  readonly currency: string;
  readonly lines: number;
}

/** @param currency the total of nothing is 0 of it. */
export function totalLines(lines: readonly LineFigures[], currency: string): readonly StatementTotal[] {
  const currencies = [...new Set(lines.map((line) => line.currency))];
  return (currencies.length === 0 ? [currency] : currencies).map((each) => {
    const own = lines.filter((line) => line.currency === each);
    return { currency: each, lines: own.length, ...toFigureEntry(sumFigures(own.map(toFigures))) };
  });
}

/** What an earlier statement of the month said. */
export interface EarlierStatement {
  readonly writtenAt: string;
  readonly totals: readonly StatementTotal[];
}

/** A figure that isn't what the statement before said; null where that had, or this has, no such line. */
export interface StatementChange {
  readonly run: string;
  readonly from: string;
  readonly figure: string;
  readonly before: string | number | null;
  readonly now: string | number | null;
}

/** What is known of the month's earlier statements. */
export interface StatementHistory {
  /** When these figures were first written; null where nothing keeps it, since there is no ledger yet. */
  readonly writtenAt: string | null;
  readonly restated: boolean;
  /** Those with other figures, oldest first. */
  readonly earlier: readonly EarlierStatement[];
  readonly changes: readonly StatementChange[];
}

/** @param kept all statements of the month, oldest first; the last one says what stands now. */
export function buildHistory(kept: readonly StatementRecord[], currency: string): StatementHistory {
  const distinct = kept.filter((record, index) => record.figures !== kept[index - 1]?.figures);
  const current = distinct.at(-1);
  const earlier = distinct.slice(0, -1);
  const before = earlier.at(-1);
  return {
    writtenAt: current === undefined ? null : new Date(current.at).toISOString(),
    restated: before !== undefined,
    earlier: earlier.map((record) => ({
      writtenAt: new Date(record.at).toISOString(),
      totals: totalLines(readFigures(record), currency),
    })),
    changes:
      current === undefined || before === undefined
        ? []
        : compareLines(readFigures(before), readFigures(current)),
  };
}

function readFigures(record: StatementRecord): readonly LineFigures[] {
  return JSON.parse(record.figures) as LineFigures[];
}

function toFigures(line: LineFigures): Figures {
  const figures = newFigures();
  for (const name of COUNT_NAMES) figures[name] = line[name];
  figures.estimated = parseMoney(line.estimated) ?? 0n;
  figures.actual = parseMoney(line.actual) ?? 0n;
  return figures;
}

const COMPARED = [...COUNT_NAMES, 'estimated', 'actual'] as const;

function compareLines(
  before: readonly LineFigures[],
  now: readonly LineFigures[],
): readonly StatementChange[] {
  const keyOf = ({ run, from, currency }: LineFigures): string => `${run} ${from} ${currency}`;
  const old = new Map(before.map((line) => [keyOf(line), line]));
  const fresh = new Map(now.map((line) => [keyOf(line), line]));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    const { run = '', from = '' } = is ?? was ?? {};
    return COMPARED.filter((figure) => was?.[figure] !== is?.[figure]).map((figure) => ({
      ...{ run, from, figure },
      before: was?.[figure] ?? null,
      now: is?.[figure] ?? null,
    }));
  });
}
