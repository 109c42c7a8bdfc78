import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type Line } from '../../../../src/cli/screen/layout.ts';
import { layOutReading, toReadingLine } from '../../../../src/cli/screen/planning.ts';
import type { Picture } from '../../../../src/cli/screen/picture.ts';
import { HOUR, MINUTE, T0 } from '../../../fakes/clock.ts';

const PICTURE: Picture = {
  title: 'spring-0123456789',
  step: 'step 2 of 4: submitting',
  throughAt: T0 + 12 * MINUTE,
  bars: [
    { label: 'Submitted', done: 600, all: 1200, perMinute: 120, endsAt: T0 + 5 * MINUTE, isLatest: false },
    { label: 'Drained', done: 300, all: 1200, perMinute: 60, endsAt: T0 + 12 * MINUTE, isLatest: false },
    { label: 'Final', done: 1, all: 1200, perMinute: null, endsAt: null, isLatest: false },
  ],
  counts: [
    { text: '1 delivered', style: 'good' },
    { text: '3 failed', style: 'bad' },
  ],
  money: ['0.0119 of about 14.28 USD', '28% of the limit 25.00'],
  waits: [{ text: 'outside the sending window', untilAt: T0 + HOUR, isUsual: false }],
};

function textOf(lines: readonly Line[]): string[] {
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

describe('the screen of a run', () => {
  it('has bars with rate and end on a terminal of 100 columns', () => {
    expect(textOf(layOut(PICTURE, 99, T0))).toEqual([
      'spring-0123456789 · step 2 of 4: submitting · through about 15:12 UTC',
      'Submitted ███████████████░░░░░░░░░░░░░░░  50% │ 600 of 1,200 │ 120/min │ ETA 5 min',
      'Drained   ███████░░░░░░░░░░░░░░░░░░░░░░░  25% │ 300 of 1,200 │  60/min │ ETA 12 min',
      'Final     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0% │   1 of 1,200 │   –/min │ ETA –',
      '1 delivered, 3 failed',
      '0.0119 of about 14.28 USD · 28% of the limit 25.00',
      'waiting: outside the sending window · until 16:00 UTC · 1:00:00 left',
    ]);
  });

  it('leaves out what has no room at 40 columns, and keeps its bars', () => {
    expect(textOf(layOut(PICTURE, 39, T0))).toEqual([
      'spring-0123456789',
      'step 2 of 4: submitting',
      'through about 15:12 UTC',
      'Submitted ███░░░░  50% 600/1,200 5 min',
      'Drained   █░░░░░░  25% 300/1,200 12 min',
      'Final     ░░░░░░░   0%   1/1,200 –',
      '1 delivered, 3 failed',
      '0.0119 of about 14.28 USD',
      '28% of the limit 25.00',
      'waiting: outside the sending window',
      'until 16:00 UTC · 1:00:00 left',
    ]);
  });

  it('is never wider than the terminal, however narrow', () => {
    const amounts = fc.nat({ max: 10_000_000 });
    const pictures = fc.record({ done: amounts, all: amounts, name: fc.string({ unit: 'grapheme-ascii' }) });
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 200 }), ({ done, all, name }, columns) => {
        const bars = PICTURE.bars.map((bar) => ({ ...bar, done: Math.min(done, all), all }));
        const lines = textOf(layOut({ ...PICTURE, title: name, bars }, columns, T0));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a file that is read', () => {
  const reading = {
    file: 'a.csv',
    rows: 450_000,
    bytesRead: 45_000_000,
    bytes: 100_000_000,
    allRows: null,
    rowTrace: [
      { at: T0, value: 0 },
      { at: T0 + 9000, value: 450_000 },
    ],
    byteTrace: [
      { at: T0, value: 0 },
      { at: T0 + 9000, value: 45_000_000 },
    ],
  };

  it('has a bar by its bytes, with its rows and when it will be read', () => {
    expect(textOf(layOutReading(reading, 79, T0 + 9000))).toEqual([
      'a.csv · step 1 of 4: planning',
      expect.stringMatching(/^Read MB █+░+ {2}45% │ 45 of 100 │ 300\/min │ ETA 11 s$/),
      '450,000 rows, 50,000 a second',
    ]);
  });

  it('has a bar by its rows where they are failures that are known, as a retry has', () => {
    const retry = { ...reading, file: 'retry of a-1', bytes: 0, bytesRead: 0, allRows: 900_000 };
    expect(textOf(layOutReading(retry, 79, T0 + 9000)).slice(0, 2)).toEqual([
      'retry of a-1 · step 1 of 4: planning',
      expect.stringMatching(/^Failures █+░+ {2}50% │ 450,000 of 900,000 │ 3,000,000\/min │ ETA 9 s$/),
    ]);
    expect(toReadingLine(retry, T0 + 9000)).toBe('retry of a-1: planning, 450,000 rows (50%), read in 9 s');
  });

  it('is told in a line elsewhere', () => {
    expect(toReadingLine(reading, T0 + 9000)).toBe('a.csv: planning, 450,000 rows (45%), read in 11 s');
  });
});
