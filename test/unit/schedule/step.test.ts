import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/core/exit-code.ts';
import { parseCron, type CronExpression } from '../../../src/schedule/cron-expression.ts';
import { findDue, MOST_CAUGHT_UP } from '../../../src/schedule/due.ts';
import { isToBeTold, worstOf } from '../../../src/schedule/outcome.ts';
import { newProgress, toRunKey, type CatchUp } from '../../../src/schedule/schedule.ts';
import { begin, correctForClock, nextStep, settle } from '../../../src/schedule/step.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../fakes/clock.ts';

const cron = parseCron('0 9 * * *', 'UTC') as CronExpression;
const ADDED = Date.UTC(2026, 2, 2, 12);
const NINE = Date.UTC(2026, 2, 3, 9);
const timing = (catchUp: CatchUp) => ({ cron: '0 9 * * *', zone: 'UTC', catchUp, addedAt: ADDED });
const due = (catchUp: CatchUp, now: number) =>
  findDue(cron, timing(catchUp), newProgress(ADDED), now).occurrences;

describe('what is due', () => {
  it.each(['none', 'last', 'all'] as const)('is an occurrence at its time, by %s', (catchUp) => {
    expect(due(catchUp, NINE - 1)).toEqual([]);
    expect(due(catchUp, NINE)).toEqual([NINE]);
    expect(due(catchUp, NINE + 90 * SECOND)).toEqual([NINE]);
  });

  it('after three missed days is nothing, the last one, or all', () => {
    const now = NINE + 2 * DAY + HOUR;
    expect(due('none', now)).toEqual([]);
    expect(due('last', now)).toEqual([NINE + 2 * DAY]);
    expect(due('all', now)).toEqual([NINE, NINE + DAY, NINE + 2 * DAY]);
  });

  it('after a year is ten at most, and says that older ones are left out', () => {
    const now = NINE + 365 * DAY;
    const found = findDue(cron, timing('all'), newProgress(ADDED), now);
    expect(found).toMatchObject({ isCut: true });
    expect(found.occurrences).toHaveLength(MOST_CAUGHT_UP);
    expect(found.occurrences.at(-1)).toBe(now);
  });
});

describe('an occurrence', () => {
  const begun = { occurrence: NINE, afterRun: 7, campaign: 'a' };
  const started = begin(newProgress(ADDED), begun);
  const step = (progress: typeof started, now: number) => nextStep(cron, timing('last'), progress, now);

  it('that was begun is gone on with, and no later one is started beside it', () => {
    expect(step(started, NINE + 5 * DAY)).toEqual({ kind: 'go-on', begun });
  });

  it('without a run is due again, after a pause that grows to a quarter of an hour', () => {
    let progress = started;
    let now = NINE;
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      progress = settle(progress, NINE, { standing: 'unplanned', code: EXIT.refused }, now);
      expect(step(progress, now + minutes * MINUTE - 31 * SECOND)).toEqual({ kind: 'nothing' });
      now += minutes * MINUTE;
      expect(step(progress, now)).toMatchObject({ kind: 'start', occurrence: NINE });
    }
  });

  it('that met a locked workspace is tried at the next tick', () => {
    const locked = settle(started, NINE, { standing: 'unplanned', code: EXIT.locked }, NINE);
    expect(step(locked, NINE + 1)).toMatchObject({ kind: 'start', occurrence: NINE });
  });

  it('that is over is never due again, even when the clock goes back', () => {
    const over = settle(started, NINE, { standing: 'over', code: EXIT.ok }, NINE);
    expect(step(over, NINE)).toEqual({ kind: 'nothing' });
    expect(step(over, NINE - HOUR)).toEqual({ kind: 'nothing' });
    expect(step(over, NINE + HOUR)).toEqual({ kind: 'nothing' });
  });

  it('of a clock that ran a year ahead hides none that comes after it was set right', () => {
    const ahead = NINE + 365 * DAY;
    const over = settle(
      begin(started, { ...begun, occurrence: ahead }),
      ahead,
      { standing: 'over', code: EXIT.ok },
      ahead,
    );
    const right = correctForClock(over, NINE - MINUTE);
    expect(step(right, NINE - 1)).toEqual({ kind: 'nothing' });
    expect(step(right, NINE)).toMatchObject({ kind: 'start', occurrence: NINE });
    expect(correctForClock(right, NINE)).toBe(right);
    expect(step(right, ahead)).toEqual({ kind: 'nothing' });
  });

  it('has its instant for a run key', () => {
    expect(toRunKey('daily', NINE)).toBe('daily@2026-03-03T09:00:00.000Z');
  });
});

describe('the end of a try', () => {
  const nothing = newProgress(ADDED);
  it('is told unless it went well or goes on by itself, and once', () => {
    const told = Object.values(EXIT).filter((code) => isToBeTold(nothing, NINE, code));
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 12]);
    const before = settle(nothing, NINE, { standing: 'unplanned', code: EXIT.refused }, NINE);
    expect(isToBeTold(before, NINE, EXIT.refused)).toBe(false);
    expect(isToBeTold(before, NINE, EXIT.input)).toBe(true);
    expect(isToBeTold(before, NINE + DAY, EXIT.refused)).toBe(true);
  });

  it('of several is the one that needs a person most', () => {
    expect(worstOf([])).toBe(0);
    expect(worstOf([EXIT.belowMinimum, EXIT.inDoubt, EXIT.notFinished])).toBe(EXIT.inDoubt);
  });
});
