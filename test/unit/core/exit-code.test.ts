import { expect, it } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../../src/core/exit-code.ts';

it('every exit code is there once, and explained once', () => {
  const codes = Object.values(EXIT);
  expect(new Set(codes).size).toBe(codes.length);
  expect(EXIT_MEANINGS.map(([code]) => code)).toEqual([...codes].sort((a, b) => a - b));
});
