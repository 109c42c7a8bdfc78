import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  latestOccurrences,
  nextOccurrences,
  parseCron,
  type CronExpression,
} from '../../src/schedule/cron-expression.ts';
import { editCrontab, formatBlock } from '../../src/schedule/crontab.ts';
import { CATCH_UPS, newProgress, type Progress, type Timing } from '../../src/schedule/schedule.ts';
import { begin, correctForClock, nextStep, settle } from '../../src/schedule/step.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-code.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../fakes/clock.ts';

function cronOf(expression: string, zone: string): CronExpression {
  const cron = parseCron(expression, zone);
  if ('problem' in cron) throw new Error(cron.problem);
  return cron;
}

// Around a clock that is put forward or back: by an hour, and on Lord Howe by half of one.
const place = fc.constantFrom(
  { zone: 'America/New_York', start: Date.UTC(2026, 2, 7, 12) },
  { zone: 'America/New_York', start: Date.UTC(2026, 9, 31, 12) },
  { zone: 'Europe/Berlin', start: Date.UTC(2026, 9, 24, 12) },
  { zone: 'Australia/Lord_Howe', start: Date.UTC(2026, 3, 4, 3) },
  { zone: 'Australia/Lord_Howe', start: Date.UTC(2026, 9, 3, 3) },
  { zone: 'UTC', start: Date.UTC(2026, 11, 31, 12) },
);
const expression = fc.constantFrom(
  ...[
    '30 2 * * *',
    '30 1 * * *',
    '0 */3 * * *',
    '*/30 * * * *',
    '0 2,3 * * *',
    '15 9 * * MON-FRI',
    '0 0 * * 0',
  ],
);

/** A tick: how long after the one before, where it is killed, and what comes of what it starts. */
const ticks = fc.array(
  fc.record({
    after: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 * HOUR }) },
      { weight: 1, arbitrary: fc.integer({ min: -2 * HOUR, max: -1 }) },
      { weight: 1, arbitrary: fc.integer({ min: HOUR, max: DAY }) },
    ),
    death: fc.constantFrom('none', 'none', 'none', 'begun', 'planned'),
    end: fc.constantFrom<'refused' | 'locked' | 'stays' | 'over'>(
      'refused',
      'locked',
      'stays',
      'over',
      'over',
    ),
  }),
  { minLength: 1, maxLength: 40 },
);

interface Tick {
  readonly death: string;
  readonly end: 'refused' | 'locked' | 'stays' | 'over';
}

/** A workspace in which every start plans a run of its own, as after a change of the file: nothing else stops a second one. */
function openWorld(cron: CronExpression, timing: Timing) {
  let disk: Progress = newProgress(timing.addedAt);
  const texted = new Map<number, number>();
  const open = new Set<number>();
  let isCut = false;
  return {
    texted,
    isCut: () => isCut,
    tick(now: number, { death, end }: Tick): void {
      for (let steps = 0; steps < 12; steps += 1) {
        disk = correctForClock(disk, now);
        const step = nextStep(cron, timing, disk, now);
        if (step.kind === 'nothing') return;
        if (step.kind === 'go-on' && !texted.has(step.begun.occurrence)) {
          disk = { ...disk, begun: null };
          continue;
        }
        const occurrence = step.kind === 'start' ? step.occurrence : step.begun.occurrence;
        if (step.kind === 'start') {
          isCut ||= step.isCut;
          disk = begin(disk, { occurrence, afterRun: 0, campaign: 'a' });
          if (death === 'begun') return;
          if (end === 'over' || end === 'stays') {
            texted.set(occurrence, (texted.get(occurrence) ?? 0) + 1);
            open.add(occurrence);
          }
        }
        if (death === 'planned') return;
        if (end === 'over') open.delete(occurrence);
        const standing = !texted.has(occurrence) ? 'unplanned' : open.has(occurrence) ? 'unfinished' : 'over';
        const codes = { refused: EXIT.refused, locked: EXIT.locked, stays: EXIT.notFinished, over: EXIT.ok };
        const code: ExitCode = codes[end];
        disk = settle(disk, occurrence, { standing, code }, now);
        if (standing !== 'over') return;
      }
    },
  };
}

describe('ticks at any time, killed anywhere', () => {
  it('start no occurrence twice, none from before the schedule was added, and none early', () => {
    fc.assert(
      fc.property(
        place,
        expression,
        fc.constantFrom(...CATCH_UPS),
        ticks,
        ({ zone, start }, text, catchUp, all) => {
          const cron = cronOf(text, zone);
          const timing = { cron: text, zone, catchUp, addedAt: start };
          const world = openWorld(cron, timing);
          let now = start;
          for (const { after, ...tick } of all) {
            now += after;
            const known = new Set(world.texted.keys());
            world.tick(now, tick);
            for (const at of world.texted.keys()) if (!known.has(at)) expect(at).toBeLessThanOrEqual(now);
          }
          expect([...world.texted].filter(([at, count]) => count > 1 || at <= start)).toEqual([]);
        },
      ),
      { seed: 20_261_128, numRuns: 400 },
    );
  });

  it('lose none under `all`, unless more than ten were missed', () => {
    fc.assert(
      fc.property(place, expression, ticks, ({ zone, start }, text, all) => {
        const cron = cronOf(text, zone);
        const world = openWorld(cron, { cron: text, zone, catchUp: 'all', addedAt: start });
        let [now, latest] = [start, start];
        for (const { after, ...tick } of all) {
          now += after;
          latest = Math.max(latest, now);
          world.tick(now, tick);
        }
        for (let more = 0; more < 12; more += 1) {
          latest += 16 * MINUTE;
          world.tick(latest, { death: 'none', end: 'over' });
        }
        fc.pre(!world.isCut());
        const due: number[] = [];
        for (let at = cron.next(start); at !== null && at <= latest; at = cron.next(at)) due.push(at);
        expect([...world.texted.keys()].sort()).toEqual(due);
      }),
      { seed: 20_261_128, numRuns: 300 },
    );
  });
});

describe('a cron expression', () => {
  it('has the same occurrences wherever one begins to count, and however far one looks back', () => {
    const offset = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(place, expression, offset, offset, ({ zone, start }, text, a, b) => {
        const cron = cronOf(text, zone);
        const [from, until] = [start + Math.min(a, b), start + Math.max(a, b)];
        const all = nextOccurrences(cron, start, 200);
        const inside = all.filter((at) => at > from && at <= until);
        expect(latestOccurrences(cron, from, until, 200).instants).toEqual(inside);
        const three = latestOccurrences(cron, from, until, 3);
        expect(three).toEqual({ instants: inside.slice(-3), hasMore: inside.length > 3 });
      }),
    );
  });

  it('that counts minutes loses and repeats none where the clock is changed', () => {
    fc.assert(
      fc.property(place, ({ zone, start }) => {
        const all = nextOccurrences(cronOf('*/10 * * * *', zone), start, 300);
        const gaps = all.slice(1).map((at, index) => at - (all[index] ?? 0));
        expect(new Set(gaps)).toEqual(new Set([600 * SECOND]));
      }),
    );
  });
});

describe('the block of a workspace in a crontab', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary-ascii' }).map((text) => text.replaceAll('\n', '')),
    fc.constantFrom(
      'MAILTO=ops@example.com',
      '# END campaign',
      '',
      '* * * * * echo \\%',
      '# BEGIN campaign /b',
    ),
  );
  const crontab = fc.array(line, { maxLength: 8 }).map((lines) =>
    lines
      .filter((text) => text !== '# BEGIN campaign /b')
      .map((text) => `${text}\n`)
      .join(''),
  );
  const block = (workspace: string): string => formatBlock({ workspace, node: '/n', program: '/p' });
  const edit = (text: string, workspace: string, lines: string | null): string => {
    const edited = editCrontab(text, workspace, lines);
    if ('problem' in edited) throw new Error(edited.problem);
    return edited.text;
  };

  it('comes and goes without a change of any other byte, and comes once', () => {
    fc.assert(
      fc.property(crontab, crontab, (before, after) => {
        const both = edit(edit(before, '/a', block('/a')), '/a b', block('/a b')) + after;
        expect(edit(both, '/a', block('/a'))).toBe(both);
        const one = edit(both, '/a', null);
        expect(one).toBe(before + block('/a b') + after);
        expect(edit(one, '/a b', null)).toBe(before + after);
      }),
    );
  });
});
