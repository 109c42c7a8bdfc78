import { MOST_MONEY, parseMoney } from '../../core/money.ts';
import { BadValue, type RawValue } from './raw.ts';

/** Reads one text. A list or a map where one value belongs is refused. */
export function asText(raw: RawValue): string {
  if (typeof raw !== 'string') throw new BadValue(JSON.stringify(raw), 'Give one value');
  if (raw === '') throw new BadValue('an empty value', 'Give a value or leave it out');
  return raw;
}

export function asList(raw: RawValue): readonly string[] {
  if (typeof raw === 'string') return [raw];
  if (Array.isArray(raw)) return raw as readonly string[];
  throw new BadValue(JSON.stringify(raw), 'Give one value or a list');
}

/** Reads `key=value` pairs, or a map. */
export function asMap(raw: RawValue, keys: readonly string[]): Readonly<Record<string, string>> {
  const pairs: [string, string][] =
    typeof raw === 'string' || Array.isArray(raw)
      ? asList(raw).map(splitPair)
      : Object.entries(raw as Readonly<Record<string, string>>);
  for (const [key, value] of pairs) {
    if (!keys.includes(key) || value === '') {
      throw new BadValue(
        JSON.stringify(`${key}=${value}`),
        `Use ${keys.map((known) => `${known}=HEADER`).join(', ')}`,
      );
    }
  }
  return Object.fromEntries(pairs);
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

export function asInteger(raw: RawValue, least: number, most: number): number {
  const text = asText(raw).trim();
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < least || value > most) {
    throw new BadValue(JSON.stringify(text), `Use a whole number from ${least} to ${most}`);
  }
  return value;
}

export function asPercent(raw: RawValue): number {
  const text = asText(raw).trim();
  const value = Number(text.replace(/%$/, ''));
  if (!/^\d{1,3}(\.\d{1,6})?%$/.test(text) || value > 100) {
    throw new BadValue(JSON.stringify(text), 'Use a percentage such as 95%, from 0% to 100%');
  }
  return value;
}

export function asMoney(raw: RawValue): bigint {
  const text = asText(raw).trim();
  const value = /^\d{1,6}(\.\d{1,9})?$/.test(text) ? parseMoney(text) : null;
  if (value === null) {
    throw new BadValue(JSON.stringify(text), `Use an amount from 0 to ${MOST_MONEY}, such as 0.0119`);
  }
  return value;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `60s`, `30m`, `24h`, `7d` into milliseconds. */
export function asDuration(raw: RawValue, leastMs: number, mostMs: number): number {
  const text = asText(raw).trim();
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const value = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? NaN);
  if (!(value >= leastMs && value <= mostMs)) {
    const range = `from ${formatDuration(leastMs)} to ${formatDuration(mostMs)}`;
    throw new BadValue(JSON.stringify(text), `Use a time such as 90s, 30m, 24h or 7d, ${range}`);
  }
  return value;
}

/** `60s`, `30m`, `24h`, `7d`: the largest unit that fits without a rest. */
export function formatDuration(ms: number): string {
  const unit = (['d', 'h', 'm'] as const).find(
    (name) => ms >= 2 * (UNIT_MS[name] ?? 1) && ms % (UNIT_MS[name] ?? 1) === 0,
  );
  return unit === undefined ? `${Math.round(ms / 1000)}s` : `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}

export function asBoolean(raw: RawValue): boolean {
  const text = asText(raw).trim().toLowerCase();
  if (text === 'true' || text === 'yes') return true;
  if (text === 'false' || text === 'no') return false;
  throw new BadValue(JSON.stringify(text), 'Use true or false');
}

export function asChoice(value: string, isKnown: (value: string) => boolean, wanted: string): string {
  if (!isKnown(value)) throw new BadValue(JSON.stringify(value), `Use ${wanted}`);
  return value;
}
