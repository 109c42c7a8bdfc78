import { describe, expect, it } from 'vitest';
import { DefectError, formatProblem, InputError } from '../../../src/core/error.ts';

describe('a problem', () => {
  it.each([
    [
      { where: 'a.csv:3', found: 'the number is too short', remedy: 'Write +1…' },
      'a.csv:3: the number is too short. Write +1…',
    ],
    [{ where: '--from', found: 'no sender.', remedy: 'Name one' }, '--from: no sender. Name one'],
    [{ where: 'a.csv', found: 'the file is empty', remedy: '' }, 'a.csv: the file is empty.'],
  ])('%o', (problem, expected) => {
    expect(formatProblem(problem)).toBe(expected);
  });

  it('comes with all the others', () => {
    const problems = [1, 2].map((line) => ({ where: `a.csv:${line}`, found: 'bad', remedy: '' }));
    const error = new InputError(problems);
    expect(error.message).toBe('a.csv:1: bad.\na.csv:2: bad.');
    expect(error.problems).toEqual(problems);
  });
});

it('a defect asks to be reported', () => {
  expect(new DefectError('batch 3 is gone').message).toMatch(/^batch 3 is gone .*report/);
});
