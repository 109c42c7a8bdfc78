import { describe, expect, it } from 'vitest';
import { OPT_OUT_COLUMNS } from '../../../src/cli/opt-out-text.ts';
import { SMS_CODES } from '../../../src/core/sms-code.ts';
import { readPage, readTable } from './markdown.ts';

const PAGE = 'docs/opt-outs.md';

describe('docs/opt-outs.md', () => {
  it('has the columns of the list, in their order', () => {
    expect(readPage(PAGE)).toContain(`\`${OPT_OUT_COLUMNS.join(',')}\``);
  });

  it('names every code by which a failed message puts its number on the list', () => {
    const codes = SMS_CODES.filter(({ suppress }) => suppress === 'opt-out').map(({ code }) => code);
    const row = readTable(PAGE, ['source', 'when']).find(({ source }) => source === 'a code');
    expect(row?.['when']?.match(/SMS-[A-Z]+-\d+/g)).toEqual(codes);
  });
});
