import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/** What one pass over a file's bytes tells, before anything is decoded. */
export interface Survey {
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /** Hex. */
  readonly sha256: string;
  /** The first mebibyte at most. */
  readonly head: Buffer;
  readonly isUtf8: boolean;
  /** Without a quote no cell holds a line break. Means nothing for UTF-16. */
  readonly hasQuote: boolean;
  /** Without a carriage return every line ends in a line feed. Means nothing for UTF-16. */
  readonly hasCarriageReturn: boolean;
}

/** Reads the file at `path` once. Rejects with the system's error, or `ENOTFILE` for a directory, pipe or device. */
export async function surveyFile(path: string): Promise<Survey> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENOTFILE' });
    const hash = createHash('sha256');
    const isStillUtf8 = createUtf8Check();
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const found = {
      bytes: 0,
      head: Buffer.alloc(0),
      isUtf8: true,
      hasQuote: false,
      hasCarriageReturn: false,
    };
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, found.bytes);
      const chunk = buffer.subarray(0, bytesRead);
      found.isUtf8 = isStillUtf8(chunk, bytesRead === 0);
      if (bytesRead === 0) break;
      hash.update(chunk);
      if (found.bytes === 0) found.head = Buffer.from(chunk);
      found.hasQuote ||= chunk.includes(0x22);
      found.hasCarriageReturn ||= chunk.includes(0x0d);
      found.bytes += bytesRead;
    }
    return { ...found, modifiedAtMs: stat.mtimeMs, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Tells after each chunk whether everything so far is UTF-8; a character may lie across two chunks. */
function createUtf8Check(): (chunk: Buffer, isLast: boolean) => boolean {
  let carry = Buffer.alloc(0);
  let isValid = true;
  return (chunk, isLast) => {
    if (!isValid) return false;
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const tail = isLast ? 0 : unfinishedBytes(bytes);
    isValid = isUtf8(bytes.subarray(0, bytes.length - tail));
    carry = Buffer.from(bytes.subarray(bytes.length - tail));
    return isValid;
  };
}

/** How many bytes at the end begin a character that goes on in the next chunk. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
