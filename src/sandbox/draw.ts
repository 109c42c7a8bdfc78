import { createHash } from 'node:crypto';

/** A source of uniform numbers in [0, 1) that depends on its key alone, so that a world can be made again. */
export type Draws = () => number;

/** Numbers drawn from `parts`; the parts are length-prefixed, so `('a', 'bc')` and `('ab', 'c')` differ. */
export function createDraws(...parts: readonly (string | number)[]): Draws {
  let digest = hash(parts);
  let offset = 0;
  return () => {
    if (offset === digest.length) {
      digest = createHash('sha256').update(digest).digest();
      offset = 0;
    }
    const value = digest.readUInt32BE(offset) / 2 ** 32;
    offset += 4;
    return value;
  };
}

/** A hexadecimal fingerprint of `parts`, for identifiers and secrets that must be the same in the same world. */
export function fingerprint(...parts: readonly (string | number)[]): string {
  return hash(parts).toString('hex');
}

/** A fingerprint in the 8-4-4-4-12 form of a UUID (version 8: made by its own rule). */
export function fingerprintUuid(...parts: readonly (string | number)[]): string {
  const hex = fingerprint(...parts);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function hash(parts: readonly (string | number)[]): Buffer {
  return createHash('sha256')
    .update(parts.map((part) => `${String(part).length}:${part}`).join(','))
    .digest();
}
