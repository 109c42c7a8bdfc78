import { describe, expect, it } from 'vitest';
import { UNKNOWN_OUTCOME_CODES } from '../../../src/core/message.ts';
import { SMS_CODES, SMS_CODE_SOURCES, toSmsCode } from '../../../src/core/sms-code.ts';

describe('the documented codes', () => {
  it('stand once each, with a meaning and a known source', () => {
    expect(new Set(SMS_CODES.map((entry) => entry.code)).size).toBe(SMS_CODES.length);
    for (const entry of SMS_CODES) {
      expect(entry.code).toMatch(/^SMS-(?:(?:RC|UP|CAR)-\d{3}|NO-ERROR)$/);
      expect(entry.meaning).not.toBe('');
      expect(entry.source?.split(' ').every((key) => Object.hasOwn(SMS_CODE_SOURCES, key))).toBe(true);
    }
  });

  it('never let an opted-out recipient be texted again', () => {
    const optOuts = SMS_CODES.filter((entry) => entry.class === 'opt-out');
    expect(optOuts.map((entry) => entry.code)).toEqual(['SMS-RC-413', 'SMS-UP-413', 'SMS-CAR-413']);
    for (const entry of optOuts) expect(entry).toMatchObject({ mayRetry: 'never', suppress: 'opt-out' });
  });

  it('leave open only the outcomes that the reports count as unknown, and never retry them', () => {
    const open = SMS_CODES.filter((entry) => !entry.isFinal);
    expect(open.map((entry) => entry.code)).toEqual([...UNKNOWN_OUTCOME_CODES]);
    for (const entry of open) expect(entry.mayRetry).toBe('never');
  });

  it('never retry a number that is to be suppressed', () => {
    for (const entry of SMS_CODES.filter((code) => code.suppress !== null))
      expect(entry.mayRetry).toBe('never');
  });

  it.each([
    ['SMS-CAR-411', { class: 'invalid-number', mayRetry: 'never', suppress: 'invalid' }],
    ['SMS-CAR-412', { class: 'invalid-number', mayRetry: 'once', suppress: null }],
    ['SMS-CAR-450', { class: 'limit', mayRetry: 'later', suppress: null }],
    ['SMS-UP-500', { class: 'infrastructure', mayRetry: 'later', suppress: null }],
    ['SMS-RC-500', { class: 'infrastructure', mayRetry: 'once', suppress: null }],
    ['SMS-UP-431', { class: 'sender', mayRetry: 'never', suppress: null }],
    ['SMS-NO-ERROR', { class: 'success', mayRetry: 'never', suppress: null }],
  ])('%s is %o', (code, expected) => {
    expect(toSmsCode(code)).toMatchObject({ code, isFinal: true, ...expected });
  });
});

describe('a code that is not documented', () => {
  it.each([
    ['SMS-CAR-499', 'carrier', 'never', true, "refused by the recipient's carrier, code not documented"],
    ['SMS-UP-599', 'infrastructure', 'later', true, 'failure at the upstream gateway, code not documented'],
    ['SMS-RC-150', 'unknown', 'never', false, 'outcome not known to RingCentral, code not documented'],
    ['SMS-NEW-404', 'carrier', 'never', true, 'refused by the provider, code not documented'],
    ['SMS-CAR-299', 'unknown', 'never', false, 'code not documented'],
    ['CMN-101', 'unknown', 'never', false, 'code not documented'],
    ['constructor', 'unknown', 'never', false, 'code not documented'],
    ['', 'unknown', 'never', false, 'code not documented'],
  ])('%j is judged %s, retried %s', (code, group, mayRetry, isFinal, meaning) => {
    expect(toSmsCode(code)).toEqual({
      ...{ code, meaning, class: group, isFinal, mayRetry },
      ...{ suppress: null, isSpam: false, source: null },
    });
  });

  it('is a failure of unknown cause where the provider gives none at all, and is not retried', () => {
    expect(toSmsCode(null)).toMatchObject({
      code: null,
      meaning: 'no reason given',
      mayRetry: 'never',
      isFinal: true,
    });
  });
});
