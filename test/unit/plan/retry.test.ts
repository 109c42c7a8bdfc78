import { describe, expect, it } from 'vitest';
import { SMS_CODES, toSmsCode } from '../../../src/core/sms-code.ts';
import { countVerdict, judgeRetry, newRetryTally, type RetryVerdict } from '../../../src/plan/retry.ts';
import { DAY, HOUR, T0 } from '../../fakes/clock.ts';

/** 2026-03-02T15:00Z is 07:00 in Los Angeles: that day ends 17 hours later. */
const NEXT_CARRIER_DAY = T0 + 17 * HOUR;

/** Every documented code by hand: the table of codes must not be able to make somebody texted again by a slip. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'at once': ['SMS-UP-500', 'SMS-CAR-410', 'SMS-CAR-431', 'SMS-CAR-500'],
  'next day': ['SMS-RC-403', 'SMS-CAR-450', 'SMS-CAR-451', 'SMS-CAR-452'],
  once: ['SMS-RC-500', 'SMS-CAR-412'],
  'opt-out': ['SMS-RC-413', 'SMS-UP-413', 'SMS-CAR-413'],
  'bad-number': ['SMS-RC-410', 'SMS-UP-410', 'SMS-UP-411', 'SMS-UP-412', 'SMS-CAR-400', 'SMS-CAR-411'],
  unknown: ['SMS-CAR-104', 'SMS-CAR-199'],
  hopeless: [
    ...['SMS-RC-430', 'SMS-RC-501', 'SMS-RC-503', 'SMS-RC-504', 'SMS-UP-414', 'SMS-UP-430', 'SMS-UP-431'],
    ...['SMS-UP-432', 'SMS-UP-433', 'SMS-CAR-414', 'SMS-CAR-430', 'SMS-CAR-432', 'SMS-CAR-433'],
    ...['SMS-CAR-434', 'SMS-CAR-435', 'SMS-CAR-460', 'SMS-CAR-461', 'SMS-NO-ERROR'],
  ],
};

function judge(
  errorCode: string | null,
  now: number,
  more: { isRetry?: boolean; isTwin?: boolean } = {},
): RetryVerdict {
  const { isRetry = false, isTwin = false } = more;
  return judgeRetry({ errorCode, failedAt: T0, isTwin }, { isRetry, now });
}

const cases = Object.entries(EXPECTED).flatMap(([group, codes]) => codes.map((code) => ({ code, group })));

describe('whether a failed message may be tried again', () => {
  it('is told here of every documented code, each once', () => {
    expect(cases.map(({ code }) => code).sort()).toEqual(SMS_CODES.map(({ code }) => code).sort());
  });

  it.each(cases.filter(({ group }) => group === 'at once'))('$code: at once, again and again', ({ code }) => {
    expect(judge(code, T0)).toEqual({ kind: 'due' });
    expect(judge(code, T0, { isRetry: true })).toEqual({ kind: 'due' });
  });

  it.each(cases.filter(({ group }) => group === 'next day'))(
    '$code: once the day that it hit is over, where the carriers count days',
    ({ code }) => {
      const notYet = { kind: 'not-yet', at: NEXT_CARRIER_DAY };
      expect(judge(code, NEXT_CARRIER_DAY - 1)).toEqual(notYet);
      expect(judge(code, NEXT_CARRIER_DAY)).toEqual({ kind: 'due' });
      expect(judge(code, T0, { isRetry: true })).toEqual(notYet);
    },
  );

  it.each(cases.filter(({ group }) => group === 'once'))(
    '$code: a single time, a day later, and not when that was a retry',
    ({ code }) => {
      expect(judge(code, T0 + DAY - 1)).toEqual({ kind: 'not-yet', at: T0 + DAY });
      expect(judge(code, T0 + DAY)).toEqual({ kind: 'due' });
      expect(judge(code, T0 + 9 * DAY, { isRetry: true })).toEqual({ kind: 'never', why: 'tried' });
    },
  );

  it.each(cases.filter(({ group }) => !['at once', 'next day', 'once'].includes(group)))(
    '$code: never, $group, however much later',
    ({ code, group }) => {
      expect(judge(code, T0 + 400 * DAY)).toEqual({ kind: 'never', why: group });
    },
  );

  it.each<[string | null, RetryVerdict]>([
    [null, { kind: 'never', why: 'no-code' }],
    ['SMS-CAR-177', { kind: 'never', why: 'unknown' }],
    ['SMS-CAR-499', { kind: 'never', why: 'hopeless' }],
    ['SMS-UP-599', { kind: 'due' }],
    ['nonsense', { kind: 'never', why: 'unknown' }],
    ['', { kind: 'never', why: 'unknown' }],
  ])('of the code %s, which nobody documented, goes by its shape', (code, verdict) => {
    expect(judge(code, T0 + DAY)).toEqual(verdict);
  });

  it.each(SMS_CODES.map(({ code }) => code))('%s: never where the message is there twice', (code) => {
    expect(judge(code, T0 + 400 * DAY, { isTwin: true })).toEqual({ kind: 'never', why: 'twin' });
  });

  it.each(SMS_CODES.map(({ code }) => code))('%s: never where it puts the number on a list', (code) => {
    const isListed = toSmsCode(code).suppress !== null;
    if (isListed) expect(judge(code, T0 + 400 * DAY).kind).toBe('never');
  });
});

describe('the failures of a run', () => {
  it('add up, code by code', () => {
    const tally = newRetryTally();
    const verdicts: readonly [string | null, RetryVerdict][] = [
      ['A', { kind: 'due' }],
      ['A', { kind: 'not-yet', at: 9 }],
      ['A', { kind: 'not-yet', at: 5 }],
      ['A', { kind: 'not-yet', at: 7 }],
      [null, { kind: 'never', why: 'no-code' }],
      [null, { kind: 'never', why: 'twin' }],
      [null, { kind: 'never', why: 'twin' }],
    ];
    for (const [code, verdict] of verdicts) countVerdict(tally, code, verdict);
    expect(tally).toMatchObject({ failures: 7, due: 1, notYet: 3, never: 3 });
    expect(tally.codes.get('A')).toMatchObject({ due: 1, notYet: 3, notYetFrom: 5, notYetUntil: 9 });
    expect(tally.codes.get(null)).toMatchObject({ due: 0, notYet: 0, notYetFrom: null, notYetUntil: null });
    expect([...(tally.codes.get(null)?.never ?? [])]).toEqual([
      ['no-code', 1],
      ['twin', 2],
    ]);
  });
});
