/** The phone numbers seen so far, with the line of each: about 17 bytes a number, no object per entry. */
export interface NumberTable {
  readonly size: number;
  /** The line that came with the number, 0 when it isn't there. */
  lineOf(phone: number): number;
  /** Adds the number unless it is there. Returns the line that it was added with earlier, 0 when it is new. */
  add(phone: number, line: number): number;
}

/** Shards grow one at a time: a table that grew as one would for that moment take up its room twice. */
const SHARD_BITS = 6;
const FIRST_CAPACITY = 64;
const MAX_LOAD = 0.8;
/** The fullest shard of a large table holds a few percent more than the mean. */
const EXPECTED_LOAD = 0.75;
const GROWTH = 1.3;
const HASHES = 2 ** 32;

interface Shard {
  phones: Float64Array;
  lines: Uint32Array;
  size: number;
}

/**
 * An open-addressing table. `phone` is any positive integer up to 15 digits, `line` 1 to 4,294,967,295.
 *
 * @param expected about how many numbers there will be: for so many it need not grow.
 */
export function createNumberTable(expected = 0): NumberTable {
  const capacity = Math.max(FIRST_CAPACITY, Math.ceil(expected / EXPECTED_LOAD / 2 ** SHARD_BITS));
  const first = emptyShard(capacity);
  const others = Array.from({ length: 2 ** SHARD_BITS - 1 }, () => emptyShard(capacity));
  const shardOf = (hashed: number): Shard => others[hashed >>> (32 - SHARD_BITS)] ?? first;
  let size = 0;
  return {
    get size() {
      return size;
    },
    lineOf: (phone) => {
      const hashed = hash(phone);
      const { phones, lines } = shardOf(hashed);
      return lines[slotOf(phones, phone, hashed)] ?? 0;
    },
    add: (phone, line) => {
      const hashed = hash(phone);
      const shard = shardOf(hashed);
      const slot = slotOf(shard.phones, phone, hashed);
      if (shard.phones[slot] === phone) return shard.lines[slot] ?? 0;
      shard.phones[slot] = phone;
      shard.lines[slot] = line;
      shard.size += 1;
      size += 1;
      if (shard.size > shard.phones.length * MAX_LOAD) grow(shard);
      return 0;
    },
  };
}

function emptyShard(capacity: number): Shard {
  return { phones: new Float64Array(capacity), lines: new Uint32Array(capacity), size: 0 };
}

function grow(shard: Shard): void {
  const { phones: oldPhones, lines: oldLines } = shard;
  const { phones, lines } = emptyShard(Math.ceil(oldPhones.length * GROWTH));
  for (let index = 0; index < oldPhones.length; index += 1) {
    const phone = oldPhones[index] ?? 0;
    if (phone === 0) continue;
    const slot = slotOf(phones, phone, hash(phone));
    phones[slot] = phone;
    lines[slot] = oldLines[index] ?? 0;
  }
  shard.phones = phones;
  shard.lines = lines;
}

/** The slot that holds the number, or the empty one where it belongs. A shard is never full. */
function slotOf(phones: Float64Array, phone: number, hashed: number): number {
  // The first bits chose the shard; those after them choose the slot.
  let slot = Math.floor((((hashed << SHARD_BITS) >>> 0) / HASHES) * phones.length);
  for (;;) {
    const held = phones[slot];
    if (held === phone || held === 0) return slot;
    slot = slot + 1 === phones.length ? 0 : slot + 1;
  }
}

/** A 32-bit hash that spreads neighbouring numbers (the finalizer of MurmurHash3 over both halves). */
function hash(phone: number): number {
  const high = Math.floor(phone / HASHES);
  let mixed = (phone - high * HASHES) ^ Math.imul(high + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
