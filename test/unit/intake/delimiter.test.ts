import { describe, expect, it } from 'vitest';
import { detectDelimiter } from '../../../src/intake/delimiter.ts';

const detect = (text: string): string => detectDelimiter(text, (cell) => cell === 'phone');

describe('the delimiter', () => {
  it.each([
    ['in quotes does not count', '"a,b,c";"d,e,f"\n"1,2,3";"4,5,6"\n', ';'],
    ['is the one that shows a phone column', 'name, first;phone\nDoe, Ann;1\nRoe, Bob;2\n', ';'],
    ['is the one that splits every row alike', 'a,b|c\nx|y\nz,1,2|w\n', '|'],
    ['is a comma in a file of one column', 'msisdn\n1\n2\n', ','],
    ['is found in a header without rows', 'a\tb', '\t'],
    ['behind a quote inside an unquoted cell counts', 'name;size,inches\nAnn;5"\n', ';'],
    ['in a cell with doubled quotes does not count', 'a;b,c\n"p ""q"";""r, s";1\n', ';'],
    ['is found under blank lines', '\n\r\na;b\n', ';'],
  ])('%s', (_, text, expected) => {
    expect(detect(text)).toBe(expected);
  });
});
