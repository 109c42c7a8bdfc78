import { describe, expect, it } from 'vitest';
import { layOutList, toListLine, type ListReading } from '../../../../src/cli/store/progress.ts';
import { follow } from '../../../../src/cli/screen/trace.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const TRACE = follow(follow([], NOW - 60_000, 0), NOW, 50_000);
const reading = (rest: Partial<ListReading>): ListReading => ({
  ...{ what: 'messages', records: 50_000, all: null, trace: TRACE, ...rest },
});

describe('how far a list is', () => {
  it('is told in a line, with an end where it is known how many there are', () => {
    expect(toListLine(reading({}), NOW)).toBe('50,000 messages read');
    expect(toListLine(reading({ all: 200_000 }), NOW)).toBe(
      '50,000 of 200,000 messages read, through in 3 min',
    );
  });

  it('has no end to wait for where more came than were counted', () => {
    expect(toListLine(reading({ all: 40_000 }), NOW)).toBe('50,000 of 40,000 messages read');
  });

  it('is drawn as a bar that fits', () => {
    for (const columns of [40, 80, 120]) {
      const lines = layOutList(reading({ all: 200_000 }), columns, NOW).map((line) =>
        line.map(({ text }) => text).join(''),
      );
      expect(lines.join('\n')).toContain('50,000');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });
});
