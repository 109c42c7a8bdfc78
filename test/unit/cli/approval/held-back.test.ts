import { describe, expect, it } from 'vitest';
import {
  compareHeldBack,
  formatLines,
  heldRows,
  parseLines,
  type HeldRow,
} from '../../../../src/cli/approval/held-back.ts';

async function* rows(...all: readonly (readonly [line: number, code: string])[]): AsyncGenerator<HeldRow> {
  for (const [line, code] of all) yield await Promise.resolve({ line, code });
}

describe('the rows that a plan holds back', () => {
  it('are those whose reason lies outside the file', async () => {
    const all = rows([2, 'invalid-phone'], [3, 'opted-out'], [5, 'duplicate'], [7, 'excluded']);
    expect(await formatLines(heldRows(all))).toBe('3,7');
  });

  it('are kept as spans of lines', async () => {
    const all = rows([2, 'opted-out'], [3, 'excluded'], [4, 'contacted-recently'], [9, 'opted-out']);
    const text = await formatLines(all);
    expect(text).toBe('2-4,9');
    expect([...parseLines(text)]).toEqual([2, 3, 4, 9]);
    expect([...parseLines('')]).toEqual([]);
  });
});

describe('rows held back now and then', () => {
  it('are equal where the same lines are, whatever their reasons became', async () => {
    const now = rows([2, 'opted-out'], [3, 'opted-out'], [9, 'excluded']);
    expect(await compareHeldBack('2-3,9', now)).toEqual({ optedOut: 0, lost: [], gained: [] });
  });

  it('count who opted out since', async () => {
    const now = rows([2, 'opted-out'], [5, 'excluded'], [9, 'opted-out']);
    expect(await compareHeldBack('5', now)).toEqual({ optedOut: 2, lost: [], gained: [] });
  });

  it('name who is held back now for another reason', async () => {
    const now = rows([5, 'excluded'], [7, 'contacted-recently']);
    const { lost, optedOut } = await compareHeldBack('5', now);
    expect({ lost, optedOut }).toEqual({ lost: [{ line: 7, code: 'contacted-recently' }], optedOut: 0 });
  });

  it('name who was held back and would be texted now, also where as many opted out', async () => {
    const now = rows([4, 'opted-out'], [6, 'opted-out'], [11, 'opted-out']);
    expect(await compareHeldBack('4-5,12', now)).toEqual({ optedOut: 2, lost: [], gained: [5, 12] });
  });
});
