import { describe, expect, it } from 'vitest';
import { follow, paceOf, reaches, type Trace } from '../../../../src/cli/screen/trace.ts';
import { MINUTE, SECOND, T0 } from '../../../fakes/clock.ts';

function traceOf(...points: readonly (readonly [at: number, value: number])[]): Trace {
  return points.reduce<Trace>((trace, [at, value]) => follow(trace, T0 + at, value), []);
}

describe('the pace of a figure', () => {
  it('is told by its changes, a minute', () => {
    expect(paceOf(traceOf([0, 0], [MINUTE, 60], [2 * MINUTE, 120]))).toBe(60);
  });

  it('is not told by one moment, nor by a blink', () => {
    expect(paceOf(traceOf([0, 10]))).toBeNull();
    expect(paceOf(traceOf([0, 0], [200, 50], [400, 100]))).toBeNull();
  });

  it('forgets what was long ago', () => {
    const slow = Array.from({ length: 20 }, (_, index) => [index * MINUTE, index] as const);
    const fast = Array.from(
      { length: 20 },
      (_, index) => [20 * MINUTE + index * SECOND, 20 + index] as const,
    );
    expect(paceOf(traceOf(...slow, ...fast))).toBe(60);
  });

  it('begins anew where the clock was set back', () => {
    expect(paceOf(traceOf([MINUTE, 0], [2 * MINUTE, 60], [0, 61]))).toBeNull();
  });
});

describe('the end of a figure', () => {
  it('is where its pace leads', () => {
    const trace = traceOf([0, 0], [MINUTE, 60]);
    expect(reaches(trace, 120, T0 + MINUTE)).toBe(T0 + 2 * MINUTE);
  });

  it('is later once it is overdue, never in the past', () => {
    const trace = traceOf([0, 0], [MINUTE, 60]);
    expect(reaches(trace, 120, T0 + 5 * MINUTE)).toBe(T0 + 10 * MINUTE);
  });

  it('is not known without a pace', () => {
    expect(reaches(traceOf([0, 5]), 10, T0 + MINUTE)).toBeNull();
    expect(reaches([], 10, T0)).toBeNull();
  });
});
