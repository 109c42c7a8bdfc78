import type { WeekHours } from '../../core/window.ts';
import { findOverrideProblems, type StateRuleOverrides } from '../../plan/window/law.ts';
import { RECIPIENT_ZONE } from '../../plan/window/pick-window.ts';
import { toTimeZone } from '../../plan/window/time-zone.ts';
import { parseWeekHours } from '../../plan/window/week-hours.ts';
import { BadValue, type RawValue } from './raw.ts';
import { asText } from './values.ts';

/** `none`: at any hour; `law`: what federal and state rules allow; hours: these of them. */
export type WindowWish = 'none' | 'law' | WeekHours;

/** Reads `--window`: hours, `law`, or `none`, which `--no-window` says as well. */
export function asWindow(raw: RawValue): WindowWish {
  const text = asText(raw).trim();
  if (text === 'none' || text === 'false') return 'none';
  if (text === 'law') return 'law';
  const hours = parseWeekHours(text);
  if ('wanted' in hours) throw new BadValue(hours.found, `${hours.wanted}; or law, or none`);
  return hours.week;
}

/** Reads `recipient` or the name of a zone. */
export function asZone(raw: RawValue): string {
  const text = asText(raw).trim();
  if (text === RECIPIENT_ZONE) return text;
  const zone = toTimeZone(text);
  if (zone === null)
    throw new BadValue(JSON.stringify(text), 'Use recipient, or a zone such as America/New_York');
  return zone;
}

/** Reads a workspace's own rules for states: `FL=08:00-20:00`, or `FL=federal`; in YAML a map. */
export function asStateRules(raw: RawValue): StateRuleOverrides {
  const items = typeof raw === 'string' ? [raw] : Array.isArray(raw) ? (raw as readonly string[]) : null;
  const rules = Object.fromEntries(
    items === null ? Object.entries(raw) : items.map(splitPair),
  ) as StateRuleOverrides;
  const [problem, ...others] = findOverrideProblems(rules);
  if (problem !== undefined) throw new BadValue(problem.found, problem.wanted, others);
  return rules;
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
