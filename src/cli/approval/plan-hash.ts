import { createHash } from 'node:crypto';

type Fields = Readonly<Record<string, unknown>>;

/** What of a plan is true of an hour, not of the plan; and the hash itself. */
const LEFT_OUT: ReadonlySet<string> = new Set(['hash', 'finishesAt', 'optOutsReadAt']);
const LEFT_OUT_OF_APPROVAL: ReadonlySet<string> = new Set(['createdAt']);

/**
 * SHA-256 of a plan's document, hex. The same plan made again has the same hash: when it was made, when it would be
 * through and how old the opt-outs were are left out. Spaces and the order of keys don't count.
 */
export function hashPlan(document: Fields): string {
  const { approval } = document;
  const kept = isFields(approval) ? { approval: without(approval, LEFT_OUT_OF_APPROVAL) } : {};
  const text = toCanonicalJson({ ...without(document, LEFT_OUT), ...kept });
  return createHash('sha256').update(text).digest('hex');
}

/** JSON without spaces, the keys of each object in order of their UTF-16 units. */
export function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${toCanonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

function without(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
