import { describe, expect, it } from 'vitest';
import { isFinal, MESSAGE_STATUSES, toOutcome } from '../../../src/core/message.ts';
import { HOUR, T0 } from '../../fakes/clock.ts';

describe('the outcome of a message', () => {
  it.each([
    ['Queued', null, 'queued'],
    ['Sent', null, 'sent'],
    ['Delivered', null, 'delivered'],
    ['DeliveryFailed', 'SMS-CAR-410', 'deliveryFailed'],
    ['SendingFailed', 'SMS-RC-413', 'sendingFailed'],
    ['DeliveryFailed', 'SMS-CAR-104', 'unknown'],
    ['DeliveryFailed', 'SMS-CAR-199', 'unknown'],
    ['Pondering', null, 'unknown'],
    ['delivered', null, 'unknown'],
    ['', null, 'unknown'],
  ] as const)('%o with %o is %s', (status, errorCode, expected) => {
    expect(toOutcome(status, errorCode)).toBe(expected);
  });
});

describe('the end of a message', () => {
  it.each([
    ['Delivered', null, true],
    ['DeliveryFailed', null, true],
    ['SendingFailed', null, true],
    ['Queued', T0 - 1000 * HOUR, false],
    ['Pondering', T0 - 1000 * HOUR, false],
    ['Sent', null, false],
    ['Sent', T0 - 24 * HOUR + 1, false],
    ['Sent', T0 - 24 * HOUR, true],
    ['Sent', T0 + HOUR, false],
  ])('%s, updated %o: %o', (status, updatedAt, expected) => {
    expect(isFinal(status, updatedAt, T0, 24 * HOUR)).toBe(expected);
  });

  it('is known for every status that we know', () => {
    const final = MESSAGE_STATUSES.filter((status) => isFinal(status, T0, T0, HOUR));
    expect(final).toEqual(['Delivered', 'DeliveryFailed', 'SendingFailed']);
  });
});
