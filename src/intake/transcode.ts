import type { Encoding, EncodingChoice } from './encoding.ts';

/** Turns the file's bytes into UTF-8, chunk by chunk; the last call gets `isLast`. Never fails: see chooseEncoding. */
export type Transcoder = (chunk: Buffer, isLast: boolean) => Buffer;

/** A transcoder that skips the byte order mark. A character may lie across two chunks. */
export function createTranscoder(choice: EncodingChoice): Transcoder {
  const transcode = TRANSCODERS[choice.encoding]();
  let toSkip = choice.markBytes;
  return (chunk, isLast) => {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    return transcode(skipped === 0 ? chunk : chunk.subarray(skipped), isLast);
  };
}

const TRANSCODERS: Record<Encoding, () => Transcoder> = {
  'utf-8': () => (chunk) => chunk,
  'utf-16le': () => createUtf16Transcoder('utf-16le'),
  'utf-16be': () => createUtf16Transcoder('utf-16be'),
  'windows-1252': () => (chunk) => Buffer.from(decodeWindows1252(chunk), 'utf8'),
};

function createUtf16Transcoder(encoding: 'utf-16le' | 'utf-16be'): Transcoder {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (chunk, isLast) => Buffer.from(decoder.decode(chunk, { stream: !isLast }), 'utf8');
}

// The 0x80–0x9F block of the WHATWG index; 0x81 0x8D 0x8F 0x90 0x9D have no sign and stay the controls they are.
// Our own table, because Node 20's TextDecoder('windows-1252') decodes this block as Latin-1.
const HIGH_BLOCK = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeWindows1252(chunk: Buffer): string {
  return chunk
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (sign) => HIGH_BLOCK[sign.charCodeAt(0) - 0x80] ?? sign);
}
