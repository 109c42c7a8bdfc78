/** How a text is sent (3GPP TS 23.038, TS 23.040): `units` are septets for GSM-7, UTF-16 code units for UCS-2. */
export interface SegmentCount {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Messages on the air, each paid for. 0 for the empty text. */
  readonly segments: number;
  readonly units: number;
}

// TS 23.038 §6.2.1, the default alphabet in the order of its codes, without the escape (0x1B).
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
// TS 23.038 §6.2.1.1, the default extension table: an escape and a septet each.
const EXTENSION = '\f^{}\\[~]|€';

/** What one message holds in GSM-7. */
export const GSM_SINGLE = 160;
const GSM_PART = 153;
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** Septets by UTF-16 code unit, 0 where GSM-7 has no such sign; € is the highest that it has. */
const SEPTETS = new Uint8Array(0x20ad);
for (const sign of BASIC) SEPTETS[sign.charCodeAt(0)] = 1;
for (const sign of EXTENSION) SEPTETS[sign.charCodeAt(0)] = 2;

/** Counts a text's segments. An escape pair or a surrogate pair never lies across two of them. */
export function countSegments(text: string): SegmentCount {
  const { length } = text;
  let units = 0;
  let parts = 1;
  let inPart = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    const width = code < 0x20ad ? (SEPTETS[code] ?? 0) : 0;
    if (width === 0) return countUcs2(text);
    units += width;
    inPart += width;
    if (inPart > GSM_PART) {
      parts += 1;
      inPart = width;
    }
  }
  if (units <= GSM_SINGLE) parts = units === 0 ? 0 : 1;
  return { encoding: 'GSM-7', segments: parts, units };
}

/** What a UTF-16 code unit takes in GSM-7: 1 septet or 2, 0 where it has no such sign. */
export function septetsOf(code: number): number {
  return code < 0x20ad ? (SEPTETS[code] ?? 0) : 0;
}

/** What a text takes in GSM-7; NaN where that doesn't have all of its signs. */
export function countSeptets(text: string): number {
  let septets = 0;
  for (let index = 0; index < text.length; index += 1) {
    const width = septetsOf(text.charCodeAt(index));
    if (width === 0) return NaN;
    septets += width;
  }
  return septets;
}

function countUcs2(text: string): SegmentCount {
  const units = text.length;
  if (units <= UCS2_SINGLE) return { encoding: 'UCS-2', segments: 1, units };
  let parts = 1;
  let start = 0;
  while (start + UCS2_PART < units) {
    const end = start + UCS2_PART;
    start = isPairSplitAt(text, end) ? end - 1 : end;
    parts += 1;
  }
  return { encoding: 'UCS-2', segments: parts, units };
}

function isPairSplitAt(text: string, index: number): boolean {
  return isSurrogate(text.charCodeAt(index - 1), 0xd800) && isSurrogate(text.charCodeAt(index), 0xdc00);
}

function isSurrogate(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}
