import type { Problem } from '../core/error.ts';
import { listColumns, plainName } from './column.ts';

/** Names that are about consent and nothing else; a bare "status" may be about anything, and comes second. */
const NAMES: readonly ReadonlySet<string>[] = [
  new Set(['consentstatus', 'optstatus', 'optinstatus', 'optoutstatus', 'consent']),
  new Set(['status']),
];

const OUT: ReadonlySet<string> = new Set(['optout', 'optedout', 'unsubscribed', 'unsubscribe', 'stop']);
const IN: ReadonlySet<string> = new Set(['optin', 'optedin', 'subscribed', 'subscribe', 'start']);

/**
 * The index of the column that says of each row whether it is an opt-out; null when there is none, and every row is.
 * Names are compared without case, spaces, `_` and `-`.
 */
export function findConsentColumn(header: readonly string[], headerAt: string): number | null | Problem {
  for (const names of NAMES) {
    const found = header.flatMap((cell, index) => (names.has(plainName(cell)) ? [index] : []));
    const [only] = found;
    if (only === undefined) continue;
    if (found.length === 1) return only;
    return {
      where: headerAt,
      found: `${found.length} columns could say who opted out: ${listColumns(found.map((index) => header[index] ?? ''))}`,
      remedy: 'Rename all but one of them',
    };
  }
  return null;
}

/** What a cell of that column says: `OptOut` and `OptIn` in any case, `opted-out`, `Unsubscribed`; null for else. */
export function readConsentWord(cell: string): 'out' | 'in' | null {
  const word = plainName(cell);
  if (OUT.has(word)) return 'out';
  return IN.has(word) ? 'in' : null;
}

/**
 * Whether the file is one of RingCentral's own lists: the export of consents (v2: external and internal party) or of
 * opt-outs (v1: from and to). Both write US numbers without their plus at times, and may hold short codes.
 */
export function isProviderList(header: readonly string[], hasConsent: boolean): boolean {
  const names = new Set(header.map(plainName));
  const isList = (...columns: readonly string[]): boolean => columns.every((name) => names.has(name));
  return hasConsent && (isList('externalpartynumber', 'internalpartynumber') || isList('from', 'to'));
}
