import { createRandom } from '../harness/messy-file.ts';

/** Chance that can be repeated: the same seed draws the same things. */
export interface Draw {
  isHit(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  pick<const C extends readonly [unknown, ...unknown[]]>(choices: C): C[number];
}

export function openDraw(seed: number): Draw {
  const random = createRandom(seed);
  const integer = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return {
    isHit: (probability) => random() < probability,
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
  };
}
