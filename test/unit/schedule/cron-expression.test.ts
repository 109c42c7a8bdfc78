import { describe, expect, it } from 'vitest';
import { nextOccurrences, parseCron } from '../../../src/schedule/cron-expression.ts';

function occurrences(expression: string, after: string): string[] {
  const cron = parseCron(expression, 'America/New_York');
  if ('problem' in cron) throw new Error(cron.problem);
  return nextOccurrences(cron, Date.parse(after), 4).map((at) => new Date(at).toISOString().slice(0, 16));
}

describe("a list of fixed times, as in Debian's cron", () => {
  it('has a time that the clock skips right after the gap', () => {
    expect(occurrences('30 1,2 * * *', '2026-03-08T05:00:00Z')).toEqual([
      '2026-03-08T06:30',
      '2026-03-08T07:00',
      '2026-03-09T05:30',
      '2026-03-09T06:30',
    ]);
  });

  it('has a time that comes twice once', () => {
    expect(occurrences('30 1,2 * * *', '2026-11-01T04:00:00Z')).toEqual([
      '2026-11-01T05:30',
      '2026-11-01T07:30',
      '2026-11-02T06:30',
      '2026-11-02T07:30',
    ]);
  });
});
