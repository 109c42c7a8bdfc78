import { COUNTRIES, toCountry, type Country } from '../core/country.ts';
import type { BatchRecord, RecipientRecord } from '../core/ledger.ts';
import { addRecord, newFigures, sumFigures, toFigureEntry } from './figures.ts';
import type { FigureEntry, Figures } from './figures.ts';
import type { Bucket } from './standing.ts';

/** Records that have everything in common by which a run is broken down. */
export interface Cell {
  readonly from: string;
  readonly country: Country;
  /** Days since 1970-01-01 (UTC); null where the provider made no message, or didn't say when. */
  readonly day: number | null;
  /** Whose instants stand in for a day; null where there is one, or where nobody asks for them. */
  readonly batch: number | null;
  readonly figures: Figures;
}

/** The cells by their key: a few for each sender and day; by batch, a few more for each batch. */
export type Cells = Map<string, Cell>;

const DAY_MS = 86_400_000;

/** Adds a record to the cell that it belongs to. */
export function addToCell(
  { cells, isByBatch }: { readonly cells: Cells; readonly isByBatch: boolean },
  record: RecipientRecord,
  bucket: Bucket,
  isFirst: boolean,
): void {
  const country = toCountry(record.phone);
  const day = record.createdAt === null ? null : Math.floor(record.createdAt / DAY_MS);
  const batch = day === null && isByBatch ? record.batch : null;
  const key = `${record.from} ${country} ${day ?? `of ${batch ?? 'any'}`}`;
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { from: record.from, country, day, batch, figures: newFigures() };
    cells.set(key, cell);
  }
  addRecord(cell.figures, record, bucket, isFirst);
}

/** A run by sender, by day and by country. Each of the three adds up to the whole run. */
export interface Breakdown {
  /** In the order of the plan. */
  readonly senders: readonly SenderEntry[];
  /** By the UTC day on which the provider made the message; the last one, null, is of those without a message. */
  readonly days: readonly DayEntry[];
  /** By the recipient's number. */
  readonly countries: readonly CountryEntry[];
}

export interface SenderEntry extends FigureEntry {
  readonly from: string;
  readonly batches: number;
}

export interface DayEntry extends FigureEntry {
  /** `YYYY-MM-DD`. */
  readonly day: string | null;
}

export interface CountryEntry extends FigureEntry {
  readonly country: Country;
}

export function buildBreakdown(
  cells: Cells,
  senders: readonly string[],
  batches: Iterable<Pick<BatchRecord, 'from'>>,
): Breakdown {
  const all = [...cells.values()];
  const counts = new Map<string, number>(senders.map((from) => [from, 0]));
  for (const { from } of batches) counts.set(from, (counts.get(from) ?? 0) + 1);
  const sum = (isPart: (cell: Cell) => boolean): FigureEntry =>
    toFigureEntry(sumFigures(all.filter(isPart).map((cell) => cell.figures)));
  const days = [...new Set(all.map((cell) => cell.day))].sort(
    (a, b) => (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER),
  );
  const countries = COUNTRIES.filter((country) => all.some((cell) => cell.country === country));
  return {
    senders: [...counts].map(([from, n]) => ({ from, batches: n, ...sum((cell) => cell.from === from) })),
    days: days.map((day) => ({ day: toDay(day), ...sum((cell) => cell.day === day) })),
    countries: countries.map((country) => ({ country, ...sum((cell) => cell.country === country) })),
  };
}

function toDay(day: number | null): string | null {
  return day === null ? null : new Date(day * DAY_MS).toISOString().slice(0, 10);
}
