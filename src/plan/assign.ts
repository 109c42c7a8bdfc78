import type { Placement, PlannedBatch } from '../core/ledger.ts';
import type { Country, RecipientColumns } from '../core/recipient.ts';

/** RingCentral takes bodies up to 50 MB (API reference, createA2PSMS: x-request-max-body-size); this leaves room. */
const BODY_LIMIT_BYTES = 45_000_000;

/** `{"to":["+123456789012345"],"text":""},` around a text. */
const MESSAGE_OVERHEAD_BYTES = 48;
/** A UTF-16 unit is at most three bytes of UTF-8 JSON: intake removes the control characters that would be escaped longer. */
const BYTES_A_UNIT = 3;

export interface AssignLimits {
  /** Recipients a batch, 1–10,000. */
  readonly batchSize: number;
  readonly bodyLimitBytes?: number;
}

/** Hands recipients to batches as they come, so that memory does not grow with the file. */
export interface Assigner {
  /** Places a chunk. `unitsOf(i)` is the length of the i-th text in UTF-16 units. */
  place(columns: RecipientColumns, unitsOf: (index: number) => number): Placement;
  /** Every batch so far, in order of its number. */
  batches(): readonly PlannedBatch[];
}

interface OpenBatch {
  number: number;
  from: string;
  recipients: number;
  segments: number;
  bytes: number;
}

/**
 * Fills one batch a sender at a time. A recipient always gets the same sender of the same pool: the one that its number
 * points at among those that reach its country.
 */
export function assignBatches(
  senders: readonly string[],
  reaches: (from: string, country: Country) => boolean,
  limits: AssignLimits,
): Assigner {
  const limitBytes = limits.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  const all: OpenBatch[] = [];
  const open = new Map<string, OpenBatch>();
  const pools = new Map<Country, readonly string[]>(
    (['US', 'CA'] as const).map((country) => [country, senders.filter((from) => reaches(from, country))]),
  );

  function batchFor(from: string, bytes: number): OpenBatch {
    const current = open.get(from);
    if (
      current !== undefined &&
      current.recipients < limits.batchSize &&
      current.bytes + bytes <= limitBytes
    ) {
      return current;
    }
    const next = { number: all.length + 1, from, recipients: 0, segments: 0, bytes: 0 };
    all.push(next);
    open.set(from, next);
    return next;
  }

  return {
    place(columns, unitsOf) {
      const placement: Placement = { batch: [], position: [] };
      columns.phone.forEach((phone, index) => {
        const from = senderOf(phone, pools.get(columns.country[index] ?? 'US') ?? senders);
        const bytes = MESSAGE_OVERHEAD_BYTES + BYTES_A_UNIT * unitsOf(index);
        const batch = batchFor(from, bytes);
        batch.recipients += 1;
        batch.segments += columns.segments[index] ?? 0;
        batch.bytes += bytes;
        placement.batch.push(batch.number);
        placement.position.push(batch.recipients);
      });
      return placement;
    },
    batches: () =>
      all.map(({ number, from, recipients, segments }) => ({ number, from, recipients, segments })),
  };
}

function senderOf(phone: number, pool: readonly string[]): string {
  const [only = ''] = pool;
  return pool.length <= 1 ? only : (pool[phone % pool.length] ?? only);
}
