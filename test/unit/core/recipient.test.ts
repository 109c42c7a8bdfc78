import { describe, expect, it } from 'vitest';
import { formatPhone, joinValues, maskPhone, textOf } from '../../../src/core/recipient.ts';

describe('the text of a recipient', () => {
  it.each([
    [['Hello'], null, null, 'Hello'],
    [['Hi ', '!'], 'Ann', null, 'Hi Ann!'],
    [['', ' and ', ''], joinValues(['Ann', 'Bob']), null, 'Ann and Bob'],
    [['Hi ', '!'], '', null, 'Hi !'],
    [['Hi ', '!'], null, null, 'Hi !'],
    [['Hi ', '!'], 'Ann', 'my own', 'my own'],
    [['Hi ', '!'], 'Ann', '', ''],
    [['a', 'b', 'c'], 'x', null, 'axbc'],
    [[], null, null, ''],
    [['Hi ', '!'], '{{name}}', null, 'Hi {{name}}!'],
  ])('of %o with %o and %o', (pieces, values, text, expected) => {
    expect(textOf({ pieces }, values, text)).toBe(expected);
  });
});

it('a number is written with its plus, and hidden but for its last four digits', () => {
  expect(formatPhone(14_155_550_100)).toBe('+14155550100');
  expect(maskPhone('+14155550100')).toBe('•••0100');
});
