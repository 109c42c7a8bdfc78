/** The phone numbers seen so far, with the line of each: about 20 bytes a number, no object per entry. */
export interface NumberTable {
  readonly size: number;
  /** The line that came with the number, 0 when it isn't there. */
  lineOf(phone: number): number;
  /** Adds the number unless it is there. Returns the line that it was added with earlier, 0 when it is new. */
  add(phone: number, line: number): number;
}

const FIRST_CAPACITY = 4096;
const MAX_LOAD = 0.75;
const GROWTH = 1.6;

/** An open-addressing table. `phone` is any positive integer up to 15 digits, `line` 1 to 4,294,967,295. */
export function createNumberTable(): NumberTable {
  let phones = new Float64Array(FIRST_CAPACITY);
  let lines = new Uint32Array(FIRST_CAPACITY);
  let size = 0;

  const grow = (): void => {
    const [oldPhones, oldLines] = [phones, lines];
    const capacity = Math.ceil(oldPhones.length * GROWTH);
    phones = new Float64Array(capacity);
    lines = new Uint32Array(capacity);
    for (let index = 0; index < oldPhones.length; index += 1) {
      const phone = oldPhones[index] ?? 0;
      if (phone === 0) continue;
      const slot = slotOf(phones, phone);
      phones[slot] = phone;
      lines[slot] = oldLines[index] ?? 0;
    }
  };

  return {
    get size() {
      return size;
    },
    lineOf: (phone) => lines[slotOf(phones, phone)] ?? 0,
    add: (phone, line) => {
      const slot = slotOf(phones, phone);
      if (phones[slot] === phone) return lines[slot] ?? 0;
      phones[slot] = phone;
      lines[slot] = line;
      size += 1;
      if (size > phones.length * MAX_LOAD) grow();
      return 0;
    },
  };
}

/** The slot that holds the number, or the empty one where it belongs. The table is never full. */
function slotOf(phones: Float64Array, phone: number): number {
  let slot = Math.floor((hash(phone) / 4_294_967_296) * phones.length);
  for (;;) {
    const held = phones[slot];
    if (held === phone || held === 0) return slot;
    slot = slot + 1 === phones.length ? 0 : slot + 1;
  }
}

/** A 32-bit hash that spreads neighbouring numbers (the finalizer of MurmurHash3 over both halves). */
function hash(phone: number): number {
  const high = Math.floor(phone / 4_294_967_296);
  let mixed = (phone - high * 4_294_967_296) ^ Math.imul(high + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
