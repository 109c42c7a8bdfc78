import { describe, expect, it } from 'vitest';
import { SMS_CODES } from '../../../src/core/sms-code.ts';
import { findAlarm } from '../../../src/run/alarms.ts';
import { SENDER } from '../../fakes/records.ts';

function counts(final: number, codes: Record<string, number>) {
  return new Map([[SENDER, { final, codes }]]);
}

describe('an alarm', () => {
  it.each(SMS_CODES.filter((code) => code.class === 'sender').map(({ code }) => code ?? ''))(
    'is %s, a single time: the sender is refused',
    (code) => {
      expect(findAlarm(counts(1000, { [code]: 1 }), 5)).toMatchObject({ reason: 'sender' });
    },
  );

  it.each(['SMS-RC-430', 'SMS-UP-430', 'SMS-CAR-430'])('is %s above the share that is allowed', (code) => {
    expect(findAlarm(counts(400, { [code]: 21 }), 5)).toMatchObject({ reason: 'spam' });
    expect(findAlarm(counts(400, { [code]: 20 }), 5)).toBeNull();
    expect(findAlarm(counts(10, { [code]: 9 }), 5)).toBeNull();
    expect(findAlarm(counts(400, { [code]: 400 }), 100)).toBeNull();
  });

  it('counts the spam codes of all parties together', () => {
    const codes = { 'SMS-RC-430': 7, 'SMS-UP-430': 7, 'SMS-CAR-430': 7 };
    expect(findAlarm(counts(400, codes), 5)).toMatchObject({ reason: 'spam' });
  });

  it('says how bad it is, and no whole number', () => {
    const alarm = findAlarm(counts(100, { 'SMS-CAR-430': 12 }), 5);
    expect(alarm?.detail).toContain('12 of 100');
    expect(alarm?.detail).not.toContain(SENDER);
  });

  it('is nothing else, however often', () => {
    const others = SMS_CODES.filter((code) => code.class !== 'sender' && !code.isSpam);
    const codes = Object.fromEntries(others.map(({ code }) => [code ?? '', 50]));
    expect(findAlarm(counts(5000, codes), 5)).toBeNull();
  });
});
