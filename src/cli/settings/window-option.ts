import { parseWeekHours } from '../../plan/window/week-hours.ts';
import type { WeekHours } from '../../core/window.ts';
import { BadValue, type RawValue } from './raw.ts';
import { asText } from './values.ts';

/** `none`: at any hour; `law`: what federal and state rules allow; hours: these of them. */
export type WindowWish = 'none' | 'law' | WeekHours;

/** Reads `--window`: hours, `law`, or `none`, which `--no-window` says as well. */
export function asWindow(raw: RawValue): WindowWish {
  const text = asText(raw).trim();
  if (text === 'none' || text === 'false') return 'none';
  if (text === 'law') return 'law';
  return readHours(text, text);
}

/** Reads `recipient` or the name of a zone. */
export function asZone(raw: RawValue): string {
  const text = asText(raw).trim();
  if (text === 'recipient') return text;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new BadValue(JSON.stringify(text), 'Use recipient, or a zone such as America/New_York');
  }
}

/** Reads a workspace's own rules for states: `FL=08:00-20:00`, or `FL=federal`. */
export function asStateHours(raw: RawValue): Readonly<Record<string, string>> {
  const items = typeof raw === 'string' ? [raw] : Array.isArray(raw) ? (raw as readonly string[]) : null;
  const pairs = items === null ? Object.entries(raw) : items.map(splitPair);
  for (const [state, hours] of pairs) {
    if (!/^[A-Z]{2}$/.test(state)) {
      throw new BadValue(JSON.stringify(state), 'Name the state by two capital letters, FL=08:00-20:00');
    }
    if (hours !== 'federal') readHours(hours, `${state}=${hours}`);
  }
  return Object.fromEntries(pairs) as Record<string, string>;
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function readHours(text: string, shown: string): WeekHours {
  const hours = parseWeekHours(text);
  if ('wanted' in hours) throw new BadValue(JSON.stringify(shown), hours.wanted);
  return hours.week;
}
