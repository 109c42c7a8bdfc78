import { describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { WindowSettings } from '../../../src/plan/window/pick-window.ts';
import { createAssignRules } from '../../../src/run/assign-rules.ts';
import { SENDER } from '../../fakes/records.ts';

/** Thursday, 2026-03-05, 12:00 in New York. */
const NOON = Date.UTC(2026, 2, 5, 17);
const TOLL_FREE = 18_005_550_100;
const NEW_YORK = 12_125_550_100;

function rules(from: number, to: number, windowSource = '--window') {
  const own = Array.from({ length: 7 }, () => [from * 60, to * 60] as const);
  const window: WindowSettings = { kind: 'law', own, zone: 'recipient', overrides: {} };
  return createAssignRules({ batchSize: 10, window, windowSource, prices: [], limits: NO_LIMITS }, NOON);
}

describe('a recipient whose hours have no room for a message', () => {
  it('is refused with its area code, and others are not', () => {
    const { refusalOf } = rules(18, 20);
    expect(refusalOf?.(NEW_YORK, SENDER)).toBeNull();
    expect(refusalOf?.(TOLL_FREE, SENDER)).toEqual({
      code: 'no-sending-hours',
      reason:
        'area code 800 tells no place, and all of the country shares no hours within --window and the law',
    });
  });

  it('is told the hours of its place', () => {
    expect(rules(22, 23).refusalOf?.(NEW_YORK, SENDER)?.reason).toBe(
      'area code 212 is in NY, which has no hours within --window and the law',
    );
    expect(rules(9, 9.1, 'a.yaml:3 window').refusalOf?.(NEW_YORK, SENDER)?.reason).toBe(
      'area code 212 is in NY, which has no hours that are long enough for a message and a margin of 10 minutes ' +
        'within a.yaml:3 window and the law (09:00-09:06 America/New_York)',
    );
  });
});
