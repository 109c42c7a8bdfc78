import { describe, expect, it } from 'vitest';
import { tellEvent } from '../../../../src/cli/screen/words.ts';
import { aBatch } from '../../../fakes/records.ts';

describe('the words for people who are left out of a batch', () => {
  it.each([
    [1, 0, false, '1 recipient has opted out since the plan and will not be texted'],
    [
      1200,
      1200,
      false,
      '1,200 recipients have been texted by another run since the plan and will not be texted',
    ],
    [
      ...[3, 1, true],
      '2 recipients have opted out since the plan, 1 recipient has been texted by another run since the plan and will not be texted, nobody is left in it',
    ],
  ] as const)('of %d, %d of them texted by another run, say why', (count, contacted, isAll, words) => {
    const event = { kind: 'withheld' as const, batch: aBatch({ number: 4 }), count, contacted, isAll };
    expect(tellEvent(event)).toBe(`batch 4: ${words}`);
  });
});
