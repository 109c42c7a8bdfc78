import { BadValue, type RawValue } from './raw.ts';
import { parsePhoneNumber } from './phone.ts';

/** A number for one sender (E.164), for a kind of senders, or for all (`*`). */
export interface PerSender {
  readonly of: string;
  readonly value: number;
}

const KINDS = ['long-code', 'toll-free'];

/**
 * Reads a number for all senders (`75`), for a kind (`toll-free=180`) or for one (`+16505550100=75`), as a text, a list
 * or a map.
 */
export function asPerSender(raw: RawValue, least: number, most: number): readonly PerSender[] {
  const items = typeof raw === 'string' ? [raw] : Array.isArray(raw) ? (raw as readonly string[]) : null;
  const pairs =
    items === null
      ? Object.entries(raw as Readonly<Record<string, string>>)
      : items.map((item): [string, string] => {
          const at = item.indexOf('=');
          return at < 0 ? ['*', item] : [item.slice(0, at), item.slice(at + 1)];
        });
  return pairs.map(([of, text]) => ({
    of: readOwner(of.trim()),
    value: readCount(text.trim(), least, most),
  }));
}

/** The most special value for a sender: its own, its kind's, that of all; null where none is said. */
export function choosePerSender(
  values: readonly PerSender[],
  from: string,
  isTollFree: boolean,
): number | null {
  const kind = isTollFree ? 'toll-free' : 'long-code';
  const found = [from, kind, '*'].map((of) => values.findLast((value) => value.of === of));
  return found.find((value) => value !== undefined)?.value ?? null;
}

function readOwner(of: string): string {
  return of === '*' || KINDS.includes(of) ? of : parsePhoneNumber(of);
}

function readCount(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
    const range = `a whole number from ${least} to ${most}`;
    throw new BadValue(
      JSON.stringify(text),
      `Use ${range}, for one kind of sender as toll-free=${most}, or for one number as +16505550100=${most}`,
    );
  }
  return value;
}
