import { describe, expect, it } from 'vitest';
import { toPicture } from '../../../../src/cli/screen/picture.ts';
import { toLine } from '../../../../src/cli/screen/lines.ts';
import { NO_LIMITS } from '../../../../src/core/limits.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../../fakes/clock.ts';
import { aTally } from '../../../fakes/records.ts';
import { aBatchFigures, someFigures } from './scene.ts';

const PLANNED = aBatchFigures();
const TAKEN = aBatchFigures({ state: 'accepted', submittedAt: T0 });

describe('what a run looks like', () => {
  it('before the first receipt its end is told by the rates of its senders', () => {
    const picture = toPicture(someFigures([TAKEN, PLANNED]), T0);
    expect(picture.step).toBe('step 2 of 4: submitting');
    expect(picture.throughAt).toBe(T0 + 2 * MINUTE);
    expect(picture.bars.map(({ label, done, all, endsAt }) => [label, done, all, endsAt])).toEqual([
      ['Submitted', 60, 120, null],
      ['Drained', 0, 120, T0 + 2 * MINUTE],
      ['Final', 0, 120, T0 + 2 * MINUTE],
    ]);
  });

  it('drains as many times faster as time runs in a sandbox', () => {
    const figures = { ...someFigures([TAKEN]), speed: 60 };
    expect(toPicture(figures, T0).throughAt).toBe(T0 + SECOND);
  });

  it('goes by the pace that was seen once only queues are left', () => {
    const figures = someFigures([{ ...TAKEN, state: 'processing', processed: 20, listedAt: T0 + MINUTE }]);
    figures.traces.drained = [
      { at: T0, value: 0 },
      { at: T0 + MINUTE, value: 20 },
    ];
    const { bars, step } = toPicture(figures, T0 + MINUTE);
    expect(step).toBe('step 3 of 4: draining');
    expect(bars[1]).toMatchObject({ perMinute: 20, endsAt: T0 + 3 * MINUTE });
  });

  it('ends at the latest when what was sent counts as settled', () => {
    const tallies = [aTally('Delivered', 50), aTally('Sent', 10, { newestUpdate: T0 })];
    const figures = someFigures([{ ...TAKEN, state: 'completed', tallies }], { lastSubmitAt: T0 });
    const { bars, step } = toPicture(figures, T0 + MINUTE);
    expect(step).toBe('step 4 of 4: delivering');
    expect(bars[2]).toMatchObject({ done: 50, endsAt: T0 + 24 * HOUR, isLatest: true });
  });

  it('has no end where only a person can lift what holds it up', () => {
    const figures = { ...someFigures([PLANNED]), hold: { why: 'max-cost', untilAt: null } as const };
    const picture = toPicture(figures, T0);
    expect(picture.throughAt).toBeNull();
    expect(picture.waits).toEqual([{ text: 'the cost limit is reached', untilAt: null, isUsual: false }]);
  });

  it('says what it waits for and until when: hours, silence, a grace, a provider that is away', () => {
    const figures = {
      ...someFigures([PLANNED]),
      hold: { why: 'window', untilAt: T0 + HOUR } as const,
      silentUntil: T0 + MINUTE,
      graceUntil: T0 + 30 * MINUTE,
      wait: { why: 'provider-unreachable', untilAt: T0 + SECOND } as const,
    };
    expect(toPicture(figures, T0).waits.map(({ text, untilAt }) => [text, untilAt])).toEqual([
      ['outside the sending window', T0 + HOUR],
      ['RingCentral asked for silence (429)', T0 + MINUTE],
      ['a batch is in doubt and looked for', T0 + 30 * MINUTE],
      ['the provider can not be reached, next try', T0 + SECOND],
    ]);
  });

  it('tells what is spent and what is under way against the limit', () => {
    const figures = someFigures([TAKEN], { limits: { ...NO_LIMITS, maxCost: 1_428_000_000n } });
    expect(toPicture(figures, T0).money).toEqual([
      '0.00 of about 2.856 USD',
      '0.714 under way',
      '50% of the limit 1.428',
    ]);
  });

  it('is told in a line where there is no terminal', () => {
    const figures = {
      ...someFigures([TAKEN, PLANNED]),
      hold: { why: 'window', untilAt: T0 + HOUR } as const,
    };
    expect(toLine(figures, T0)).toBe(
      'spring-0123456789: submitted 60 of 120 recipients (1 of 2 batches), 0 drained, 0 delivered, 0.00 USD; ' +
        'through in about 2 min; outside the sending window until 16:00 UTC, in 60 min',
    );
  });
});
