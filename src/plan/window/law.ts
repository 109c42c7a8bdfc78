import { DefectError } from '../../core/error.ts';
import type { WeekHours } from '../../core/window.ts';
import { AREA_CODE_ROWS } from './area-codes.ts';
import { FEDERAL_HOURS, stateRuleAt } from './state-rules.ts';
import { intersectWeeks, parseWeekHours, type Unreadable } from './week-hours.ts';

/** A workspace's own rules: `{ FL: 'Mon-Sat 09:00-19:00', PA: 'federal' }`. */
export type StateRuleOverrides = Readonly<Record<string, string>>;

/** One override that can't be used. */
export interface OverrideProblem extends Unreadable {
  /** The key as it was written. */
  readonly state: string;
}

/** The override that lifts a state's rule: the federal hours stay. */
const FEDERAL = 'federal';

const STATES: ReadonlySet<string> = new Set(AREA_CODE_ROWS.flatMap(([states]) => states.split(' ')));

/** What is wrong with a workspace's own rules, all of it. */
export function findOverrideProblems(overrides: StateRuleOverrides): readonly OverrideProblem[] {
  return Object.entries(overrides).flatMap(([state, text]): OverrideProblem[] => {
    if (!STATES.has(state)) {
      const wanted = 'Use the two letters of a state, territory or province, such as FL';
      return [{ state, found: `there is no state ${JSON.stringify(state)}`, wanted }];
    }
    const read = text === FEDERAL ? null : parseWeekHours(text);
    if (read === null || 'week' in read) return [];
    return [{ state, found: read.found, wanted: `${read.wanted}, or ${FEDERAL}` }];
  });
}

/**
 * The hours that hold in a state: the federal ones, narrowed by the override or else by the state's rule in force at
 * `now`. All of the weeks must be open; it is one unless an override says what one week can't.
 *
 * @throws DefectError for an override that findOverrideProblems refuses.
 */
export function lawOf(state: string, now: number, overrides: StateRuleOverrides): readonly WeekHours[] {
  const federal = weekOf(FEDERAL_HOURS);
  const own = Object.hasOwn(overrides, state) ? overrides[state] : undefined;
  const text = own ?? stateRuleAt(state, now)?.hours ?? FEDERAL;
  if (text === FEDERAL) return [federal];
  const week = weekOf(text);
  const narrowed = intersectWeeks(federal, week);
  return narrowed === null ? [federal, week] : [narrowed];
}

function weekOf(text: string): WeekHours {
  const read = parseWeekHours(text);
  if (!('week' in read)) throw new DefectError(`hours that nobody checked: ${read.found}`);
  return read.week;
}
