import { describe, expect, it } from 'vitest';
import { HARMLESS_REJECT_CODES, REJECT_CODES } from '../../../src/core/recipient.ts';
import { readTable } from './markdown.ts';

describe('the reject codes', () => {
  it('stand in docs/csv.md, all of them and in their order, with what counts towards --max-invalid', () => {
    const told = readTable('docs/csv.md', ['code', 'why', 'counts as bad']);
    expect(told.map((row) => [row['code'], row['counts as bad']])).toEqual(
      REJECT_CODES.map((code) => [code, HARMLESS_REJECT_CODES.has(code) ? 'no' : 'yes']),
    );
    expect(told.filter((row) => row['why'] === '')).toEqual([]);
  });
});
