import type { RecipientRecord } from '../core/ledger.ts';
import { MESSAGE_OUTCOMES, type MessageOutcome } from '../core/message.ts';
import { formatMoney, multiplyMoney, type Nanos } from '../core/money.ts';
import type { Bucket } from './standing.ts';

/**
 * What a part of a run adds up to, whatever it is a part by: recipients = accepted + rejected + inDoubt + notSent, and
 * messages = the six outcomes. More messages than accepted recipients are twins, or messages of nobody in the plan.
 */
export interface Figures extends Record<CountName, number> {
  /** Planned segments of its recipients at the plan's price. */
  estimated: Nanos;
  /** The sum of its messages' costs. */
  actual: Nanos;
}

export const COUNT_NAMES = [
  'recipients',
  'accepted',
  'rejected',
  'inDoubt',
  'notSent',
  'messages',
  ...MESSAGE_OUTCOMES,
  'segments',
  'unpriced',
] as const satisfies readonly (Bucket | 'recipients' | 'accepted' | 'messages' | 'segments' | 'unpriced')[];

export type CountName = (typeof COUNT_NAMES)[number];

/** Figures as they stand in JSON: money as exact decimal text. */
export interface FigureEntry extends Readonly<Record<Exclude<CountName, 'unpriced'>, number>> {
  readonly estimated: string;
  readonly actual: string;
  /** actual − estimated. */
  readonly variance: string;
  /** Messages without a price: `actual` does not hold them. */
  readonly unpriced: number;
}

export function newFigures(): Figures {
  const counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as Record<CountName, number>;
  return { ...counts, estimated: 0n, actual: 0n };
}

/** Adds a record. `isFirst`: the first record of its recipient, not a twin of it and not a stranger's. */
export function addRecord(figures: Figures, record: RecipientRecord, bucket: Bucket, isFirst: boolean): void {
  figures[bucket] += 1;
  const isMessage = isOutcome(bucket);
  if (isMessage) figures.messages += 1;
  if (isFirst) {
    figures.recipients += 1;
    if (isMessage) figures.accepted += 1;
    figures.estimated += multiplyMoney(record.price, record.plannedSegments);
  }
  figures.segments += record.segments ?? record.plannedSegments;
  if (record.cost !== null) figures.actual += record.cost;
  else if (isMessage) figures.unpriced += 1;
}

export function sumFigures(parts: Iterable<Readonly<Figures>>): Figures {
  const sum = newFigures();
  for (const part of parts) {
    for (const name of COUNT_NAMES) sum[name] += part[name];
    sum.estimated += part.estimated;
    sum.actual += part.actual;
  }
  return sum;
}

export function toFigureEntry(figures: Readonly<Figures>): FigureEntry {
  const { estimated, actual, unpriced, ...counts } = figures;
  return {
    ...counts,
    estimated: formatMoney(estimated),
    actual: formatMoney(actual),
    variance: formatMoney(actual - estimated),
    unpriced,
  };
}

const OUTCOMES: ReadonlySet<Bucket> = new Set<Bucket>(MESSAGE_OUTCOMES);

/** Whether a recipient is counted by what became of its message. */
export function isOutcome(bucket: Bucket): bucket is MessageOutcome {
  return OUTCOMES.has(bucket);
}
