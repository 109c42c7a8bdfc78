import type { Placement } from '../core/ledger.ts';
import type { RecipientColumns, RejectedRow } from '../core/recipient.ts';

type NumberArray = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Strings one behind the other: copying many small ones to another thread costs more than writing them to the disk. */
interface PackedStrings {
  readonly all: string;
  /** UTF-16 units of each; negative where it is null. */
  readonly lengths: Int32Array<ArrayBuffer>;
}

/** Recipients of a draft on their way to another thread. */
export interface RecipientParcel {
  readonly what: 'recipients';
  readonly draft: number;
  readonly line: Uint32Array<ArrayBuffer>;
  readonly phone: Float64Array<ArrayBuffer>;
  readonly segments: Uint16Array<ArrayBuffer>;
  readonly batch: Uint32Array<ArrayBuffer>;
  readonly position: Uint32Array<ArrayBuffer>;
  readonly values: PackedStrings;
  readonly text: PackedStrings;
}

/** Rejected rows of a draft on their way to another thread. */
export interface RejectedParcel {
  readonly what: 'rejected';
  readonly draft: number;
  readonly line: Uint32Array<ArrayBuffer>;
  readonly phone: PackedStrings;
  readonly code: PackedStrings;
  readonly reason: PackedStrings;
  /** As JSON. */
  readonly cells: PackedStrings;
}

/** A draft's recipients as they are stored, index by index. */
export interface StoredRecipients {
  readonly line: ArrayLike<number>;
  readonly phone: ArrayLike<number>;
  readonly segments: ArrayLike<number>;
  readonly batch: ArrayLike<number>;
  readonly position: ArrayLike<number>;
  readonly values: readonly (string | null)[];
  readonly text: readonly (string | null)[];
}

/** Rejected rows as they are stored, index by index. */
export interface StoredRejectedRows {
  readonly line: ArrayLike<number>;
  readonly phone: readonly (string | null)[];
  readonly code: readonly (string | null)[];
  readonly reason: readonly (string | null)[];
  /** As JSON. */
  readonly cells: readonly (string | null)[];
}

export function storedRecipients(columns: RecipientColumns, placement: Placement): StoredRecipients {
  const { line, phone, segments, values, text } = columns;
  return { line, phone, segments, values, text, ...placement };
}

export function storedRejectedRows(rows: readonly RejectedRow[]): StoredRejectedRows {
  return {
    line: rows.map((row) => row.line),
    phone: rows.map((row) => row.phone),
    code: rows.map((row) => row.code),
    reason: rows.map((row) => row.reason),
    cells: rows.map((row) => JSON.stringify(row.cells)),
  };
}

export function packRecipients(draft: number, rows: StoredRecipients): RecipientParcel {
  return {
    what: 'recipients',
    draft,
    line: Uint32Array.from(rows.line),
    phone: Float64Array.from(rows.phone),
    segments: Uint16Array.from(rows.segments),
    batch: Uint32Array.from(rows.batch),
    position: Uint32Array.from(rows.position),
    values: packStrings(rows.values),
    text: packStrings(rows.text),
  };
}

export function packRejectedRows(draft: number, rows: StoredRejectedRows): RejectedParcel {
  return {
    what: 'rejected',
    draft,
    line: Uint32Array.from(rows.line),
    phone: packStrings(rows.phone),
    code: packStrings(rows.code),
    reason: packStrings(rows.reason),
    cells: packStrings(rows.cells),
  };
}

export function unpackRecipients(parcel: RecipientParcel): StoredRecipients {
  const { line, phone, segments, batch, position, values, text } = parcel;
  const columns = { line, phone, segments, batch, position };
  return { ...columns, values: unpackStrings(values), text: unpackStrings(text) };
}

export function unpackRejectedRows({ line, phone, code, reason, cells }: RejectedParcel): StoredRejectedRows {
  return {
    line,
    phone: unpackStrings(phone),
    code: unpackStrings(code),
    reason: unpackStrings(reason),
    cells: unpackStrings(cells),
  };
}

/** The buffers of a parcel: handed over, not copied. */
export function buffersOf(parcel: RecipientParcel | RejectedParcel): ArrayBuffer[] {
  return Object.values(parcel).flatMap((column: string | number | NumberArray | PackedStrings) => {
    if (typeof column !== 'object') return [];
    return [('lengths' in column ? column.lengths : column).buffer];
  });
}

const NULL = -1;

function packStrings(strings: readonly (string | null)[]): PackedStrings {
  const lengths = new Int32Array(strings.length);
  for (let index = 0; index < strings.length; index++) lengths[index] = strings[index]?.length ?? NULL;
  return { all: strings.join(''), lengths };
}

function unpackStrings({ all, lengths }: PackedStrings): (string | null)[] {
  const strings: (string | null)[] = [];
  let at = 0;
  for (const length of lengths) {
    strings.push(length === NULL ? null : all.slice(at, at + length));
    at += Math.max(0, length);
  }
  return strings;
}
