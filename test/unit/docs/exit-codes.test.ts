import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../../../src/core/exit-code.ts';
import { readTable } from './markdown.ts';

describe('the exit codes', () => {
  it.each(['README.md', 'docs/exit-codes.md'])('stand in %s as the program means them', (page) => {
    const told = readTable(page, ['code', 'meaning', 'what to do']).map(Object.values);
    const meant = EXIT_MEANINGS.map(([code, meaning, action]) => [
      String(code),
      meaning,
      action.replaceAll('`', ''),
    ]);
    expect(told).toEqual(meant);
  });
});
