import { fingerprint } from '../draw.ts';

/** A part of a multipart body (RFC 2046 §5.1). */
export interface Part {
  /** Its media type without parameters, in lower case; `text/plain` without one. */
  readonly type: string;
  readonly content: Buffer;
}

/** The parts of a multipart body, or null for one that isn't. Lines may end in LF alone, as the guides write them. */
export function parseMultipart(contentType: string, body: Buffer): Part[] | null {
  const boundary = /;\s*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  // One character a byte, so that nothing of the content is lost on the way.
  const [, ...pieces] = `\n${body.toString('latin1')}`.split(`\n--${boundary}`);
  const end = pieces.pop();
  if (end?.startsWith('--') !== true) return null;
  const parts = pieces.map(parsePart);
  return parts.every((part) => part !== null) ? parts : null;
}

function parsePart(piece: string): Part | null {
  const match = /^[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n([^]*)$/.exec(piece);
  if (match === null) return null;
  const [, head = '', content = ''] = match;
  const type = /^content-type:\s*([^;\s]+)/im.exec(head)?.[1] ?? 'text/plain';
  return { type: type.toLowerCase(), content: Buffer.from(content.replace(/\r$/, ''), 'latin1') };
}

/** A `multipart/mixed` body of JSON parts, with its media type. */
export function formatMultipart(parts: readonly unknown[]): {
  readonly type: string;
  readonly content: string;
} {
  const texts = parts.map((part) => JSON.stringify(part));
  const boundary = `Boundary_${fingerprint(...texts).slice(0, 24)}`;
  const content = texts.map((text) => `--${boundary}\r\nContent-Type: application/json\r\n\r\n${text}\r\n`);
  return { type: `multipart/mixed; boundary=${boundary}`, content: `${content.join('')}--${boundary}--\r\n` };
}
