/** The control sign that parts cells: intake takes it out of every value and text. */
const RECORD = 0x1e;
const BLOCK_BYTES = 64 * 1024;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const BYTES_A_UNIT = 3;
/** A record separator and the digits of the longest number that is exact. */
const NUMBER_BYTES = 17;
const MILLION = 1_000_000;
const MILLION_DIGITS = 6;
const ZERO = 0x30;

/** Cells as bytes, each behind a record separator: a number in decimal, a text in UTF-8. */
export interface RecordBytes {
  /** @param value a whole number from 0 to 2^53. */
  number(value: number): void;
  text(value: string): void;
  /** Hands over what is gathered. */
  flush(): void;
}

/**
 * Gathers cells and hands over their bytes in blocks; a block is the taker's until it returns. As text they would be
 * put together, copied and thrown away again: with millions of cells that takes three times as long.
 */
export function gatherRecords(take: (bytes: Uint8Array) => void): RecordBytes {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let used = 0;
  const flush = (): void => {
    if (used > 0) take(block.subarray(0, used));
    used = 0;
  };
  return {
    flush,
    number: (value) => {
      if (used + NUMBER_BYTES > BLOCK_BYTES) flush();
      block[used] = RECORD;
      used = writeDigits(block, used + 1, value);
    },
    text: (value) => {
      const most = 1 + BYTES_A_UNIT * value.length;
      if (used + most > BLOCK_BYTES) flush();
      if (most > BLOCK_BYTES) {
        take(Buffer.from(String.fromCharCode(RECORD) + value, 'utf8'));
        return;
      }
      block[used] = RECORD;
      used = writeText(block, used + 1, value);
    },
  };
}

/** Returns where the digits end. In two halves, since 32 bits are divided far faster than a double. */
function writeDigits(block: Buffer, start: number, value: number): number {
  let end = start + 1;
  for (let power = 10; power <= value; power *= 10) end += 1;
  const high = Math.floor(value / MILLION);
  let rest = value - high * MILLION;
  for (let at = end - 1; at >= start; at -= 1) {
    if (at === end - 1 - MILLION_DIGITS) rest = high;
    const tens = Math.floor(rest / 10);
    block[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return end;
}

/** Returns where the text ends. Most are short and of ASCII, and done before the buffer's own writer has begun. */
function writeText(block: Buffer, start: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return start + block.write(text, start, 'utf8');
    block[start + index] = code;
  }
  return start + text.length;
}
