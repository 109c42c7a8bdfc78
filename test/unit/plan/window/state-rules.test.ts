import { describe, expect, it } from 'vitest';
import { findOverrideProblems, lawOf } from '../../../../src/plan/window/law.ts';
import { FEDERAL_HOURS, STATE_RULES, stateRuleAt } from '../../../../src/plan/window/state-rules.ts';
import { formatWeekHours, intersectWeeks, parseWeekHours } from '../../../../src/plan/window/week-hours.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');

function canonical(hours: string): string {
  const read = parseWeekHours(hours);
  return 'week' in read ? formatWeekHours(read.week) : read.found;
}

function hoursIn(state: string, overrides: Readonly<Record<string, string>> = {}, now = NOW): string[] {
  return lawOf(state, now, overrides).map(formatWeekHours);
}

describe('the rules of the states', () => {
  it('are written canonically, dated and sourced', () => {
    for (const rule of STATE_RULES) {
      expect([rule.state, canonical(rule.hours)]).toEqual([rule.state, rule.hours]);
      expect(rule.validFrom ?? '2000-01-01').toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(rule.rule.length * rule.source.length).toBeGreaterThan(0);
    }
    expect(
      findOverrideProblems(Object.fromEntries(STATE_RULES.map(({ state, hours }) => [state, hours]))),
    ).toEqual([]);
  });

  it('are each stricter than the federal hours', () => {
    const federal = parseWeekHours(FEDERAL_HOURS);
    for (const { state, hours } of STATE_RULES) {
      const read = parseWeekHours(hours);
      const narrowed = 'week' in read && 'week' in federal ? intersectWeeks(read.week, federal.week) : null;
      expect([state, narrowed === null ? null : formatWeekHours(narrowed)]).not.toEqual([
        state,
        FEDERAL_HOURS,
      ]);
      expect([state, narrowed === null]).toEqual([state, false]);
    }
  });

  it('apply from their day on', () => {
    expect(stateRuleAt('OR', Date.parse('2025-12-31T23:59:59Z'))).toBeNull();
    expect(stateRuleAt('OR', Date.parse('2026-01-01T00:00:00Z'))?.hours).toBe('08:00-20:00');
    expect(hoursIn('OR', {}, Date.parse('2025-12-31T23:59:59Z'))).toEqual([FEDERAL_HOURS]);
  });
});

describe('the law of a state', () => {
  it('is the federal hours where there is no rule', () => {
    expect(hoursIn('NY')).toEqual(['08:00-21:00']);
  });

  it('is the state’s rule within the federal hours', () => {
    expect(hoursIn('RI')).toEqual(['Mon-Fri 09:00-18:00, Sat 10:00-17:00']);
    expect(hoursIn('ON')).toEqual(['Mon-Fri 09:00-21:00, Sat-Sun 10:00-18:00']);
  });

  it('is the workspace’s rule instead where there is one, within the federal hours', () => {
    const overrides = { RI: 'federal', NY: '10:00-12:00', FL: '06:00-23:00', CT: 'none' };
    expect(['RI', 'NY', 'FL', 'CT'].flatMap((state) => hoursIn(state, overrides))).toEqual([
      '08:00-21:00',
      '10:00-12:00',
      '08:00-21:00',
      'none',
    ]);
    expect(hoursIn('FL', { FL: '18:00-09:00' })).toEqual(['08:00-21:00', '18:00-09:00']);
  });
});

describe('rules of a workspace', () => {
  it('are refused all at once, each with what was found and what is wanted', () => {
    const problems = findOverrideProblems({ FL: '8-20', XX: 'federal', fl: 'none', RI: 'federal', NY: '' });
    expect(problems.map(({ state, found }) => [state, found])).toEqual([
      ['FL', '"8-20"'],
      ['XX', 'there is no state "XX"'],
      ['fl', 'there is no state "fl"'],
      ['NY', 'an empty value'],
    ]);
    expect(problems[0]?.wanted).toContain('federal');
    expect(problems[1]?.wanted).toContain('FL');
  });
});
