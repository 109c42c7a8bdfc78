import type { Placement, PlannedBatch } from '../core/ledger.ts';
import type { Nanos } from '../core/money.ts';
import type { Country, RecipientColumns } from '../core/recipient.ts';
import type { Refusal } from './screen.ts';

/** RingCentral takes bodies up to 50 MB (API reference, createA2PSMS: x-request-max-body-size); this leaves room. */
const BODY_LIMIT_BYTES = 45_000_000;

/** `{"to":["+123456789012345"],"text":""},` around a text. */
const MESSAGE_OVERHEAD_BYTES = 48;
/** A UTF-16 unit is at most three bytes of UTF-8 JSON: intake removes the control characters that would be escaped longer. */
const BYTES_A_UNIT = 3;

/** What decides which batch a recipient goes to. */
export interface AssignRules {
  /** Recipients a batch, 1–10,000. */
  readonly batchSize: number;
  readonly bodyLimitBytes?: number;
  /** Whether a sender's messages get to a country. */
  readonly reaches: (from: string, country: Country) => boolean;
  /** When a phone may buzz, as text; empty: at any time. */
  readonly windowOf: (phone: number) => string;
  /** The price of a segment. */
  readonly priceOf: (from: string, country: Country) => Nanos;
  /** What can drain within one opening of a window, and what a day allows: a batch never holds more. */
  readonly mostOf: (from: string, window: string) => number;
  /** Why a recipient can't be placed at all: there are no hours for it. */
  readonly refusalOf?: (phone: number, from: string) => Refusal | null;
}

/** Hands recipients to batches as they come, so that memory does not grow with the file. */
export interface Assigner {
  /** The sender of a recipient: the one that it had, if that is of the pool and reaches it; else the pool is spread. */
  senderFor(phone: number, country: Country, had: string | null): string;
  /** Null: the recipient can be placed with that sender. */
  refusalOf(phone: number, from: string): Refusal | null;
  /** Places a chunk, each recipient with its sender. `unitsOf(i)` is the length of the i-th text in UTF-16 units. */
  place(columns: RecipientColumns, senders: readonly string[], unitsOf: (index: number) => number): Placement;
  /** Every batch so far, in order of its number. */
  batches(): readonly PlannedBatch[];
}

interface OpenBatch {
  readonly number: number;
  readonly from: string;
  readonly window: string;
  readonly price: Nanos;
  readonly most: number;
  recipients: number;
  segments: number;
  bytes: number;
}

/**
 * Fills one batch a sender, window and price at a time: what goes out in one request may go out at the same hours, and
 * costs the same.
 */
export function assignBatches(senders: readonly string[], rules: AssignRules): Assigner {
  const limitBytes = rules.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  const all: OpenBatch[] = [];
  /** By window: of senders and prices there are few, and a key of all three would be written for every row. */
  const open = new Map<string, OpenBatch[]>();
  const pools = new Map<Country, readonly string[]>(
    (['US', 'CA'] as const).map((country) => [
      country,
      senders.filter((from) => rules.reaches(from, country)),
    ]),
  );

  function batchFor(from: string, window: string, price: Nanos, bytes: number): OpenBatch {
    const peers = open.get(window) ?? [];
    let current: OpenBatch | undefined;
    for (const batch of peers) if (batch.from === from && batch.price === price) current = batch;
    if (current !== undefined && current.recipients < current.most && current.bytes + bytes <= limitBytes) {
      return current;
    }
    const most = Math.max(1, Math.min(rules.batchSize, rules.mostOf(from, window)));
    const next = { number: all.length + 1, from, window, price, most, recipients: 0, segments: 0, bytes: 0 };
    all.push(next);
    open.set(window, [...peers.filter((batch) => batch !== current), next]);
    return next;
  }

  return {
    senderFor: (phone, country, had) => {
      const pool = pools.get(country) ?? senders;
      return had !== null && pool.includes(had) ? had : spread(phone, pool);
    },
    refusalOf: (phone, from) => rules.refusalOf?.(phone, from) ?? null,
    place(columns, from, unitsOf) {
      const placement: Placement = { batch: [], position: [] };
      columns.phone.forEach((phone, index) => {
        const sender = from[index] ?? '';
        const bytes = MESSAGE_OVERHEAD_BYTES + BYTES_A_UNIT * unitsOf(index);
        const price = rules.priceOf(sender, columns.country[index] ?? 'US');
        const batch = batchFor(sender, rules.windowOf(phone), price, bytes);
        batch.recipients += 1;
        batch.segments += columns.segments[index] ?? 0;
        batch.bytes += bytes;
        placement.batch.push(batch.number);
        placement.position.push(batch.recipients);
      });
      return placement;
    },
    batches: () =>
      all.map(({ number, from, window, price, recipients, segments }) => ({
        ...{ number, from, window, price, recipients, segments },
      })),
  };
}

/** The same number gets the same sender of the same pool, whatever the file. */
function spread(phone: number, pool: readonly string[]): string {
  const [only = ''] = pool;
  return pool.length <= 1 ? only : (pool[phone % pool.length] ?? only);
}
