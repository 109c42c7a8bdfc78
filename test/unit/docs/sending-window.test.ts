import { describe, expect, it } from 'vitest';
import { findOverrideProblems } from '../../../src/plan/window/law.ts';
import { FEDERAL_HOURS, RULES_READ_ON, STATE_RULES } from '../../../src/plan/window/state-rules.ts';
import { parseWeekHours } from '../../../src/plan/window/week-hours.ts';
import { readPage, readTable } from './markdown.ts';

const PAGE = 'docs/sending-window.md';

describe('docs/sending-window.md', () => {
  it('has every rule of a state as the program follows it', () => {
    const told = readTable(PAGE, ['state', 'hours', 'since', 'rule', 'seen']).flatMap((row) =>
      (row['state'] ?? '').split(' ').map((state) => ({ ...row, state })),
    );
    expect(told).toEqual(
      STATE_RULES.map(({ state, hours, validFrom, rule, seen }) => ({
        ...{ state, hours, rule, seen },
        since: validFrom ?? '',
      })),
    );
  });

  it('has the federal hours, and the day on which the sources were read', () => {
    expect(readPage(PAGE)).toContain(`everywhere: ${FEDERAL_HOURS} (47 CFR`);
    expect(readPage(PAGE)).toMatch(new RegExp(`Looked\\s+up\\s+on\\s+${RULES_READ_ON}`));
  });

  it('writes hours that can be read', () => {
    const texts = readTable(PAGE, ['you write', 'open']).map((row) => row['you write'] ?? '');
    expect(texts.filter((text) => !('week' in parseWeekHours(text)))).toEqual([]);
  });

  it('gives an example of rules that would be taken', () => {
    const [, block = ''] = /```yaml\nstateRules:\n([\s\S]*?)```/.exec(readPage(PAGE)) ?? [];
    const rules = block
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/: (.*)/));
    expect(rules.length).toBe(4);
    expect(findOverrideProblems(Object.fromEntries(rules) as Record<string, string>)).toEqual([]);
  });
});
