import { expect, it } from 'vitest';
import { isTollFree, messagesAMinute } from '../../../src/core/sender.ts';

it.each([
  ['+18005550100', true],
  ['+18335550100', true],
  ['+18445550100', true],
  ['+18555550100', true],
  ['+18665550100', true],
  ['+18775550100', true],
  ['+18885550100', true],
  ['+18225550100', false],
  ['+18995550100', false],
  ['+16505550100', false],
  ['+28005550100', false],
  ['18005550100', false],
])('%s is toll-free: %s, and drains by it', (from, expected) => {
  expect(isTollFree(from)).toBe(expected);
  expect(messagesAMinute(from)).toBe(expected ? 180 : 60);
});
