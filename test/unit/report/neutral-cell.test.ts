import { describe, expect, it } from 'vitest';
import { toNeutralCell } from '../../../src/report/neutral-cell.ts';

describe('a cell that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0=1',
    '\uff1d1+1',
    '\uff0b1',
    '\uff0d1',
    '\uff20SUM',
    ' =1+1',
    '\u00a0\u3000=1+1',
    '\ufeff=1+1',
    '\u200b@x',
    '+1 415 555 0100',
    '+1415555010012345678',
    '+0123456789',
    '+14155550100\n',
    ' +14155550100',
  ])('%j gets an apostrophe', (text) => {
    expect(toNeutralCell(text)).toBe(`'${text}`);
  });
});

describe('a harmless cell', () => {
  it.each([
    '',
    'Ada',
    '4155550100',
    '+14155550100',
    '+4930123456',
    "'=1",
    'a=b',
    ' a',
    '(415) 555-0100',
    'É',
    '1-2',
  ])('%j stays as it is', (text) => {
    expect(toNeutralCell(text)).toBe(text);
  });
});
