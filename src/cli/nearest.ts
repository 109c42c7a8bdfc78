import { closest, distance } from 'fastest-levenshtein';

/** The known word that a person most likely meant, or null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const guess = closest(word.toLowerCase(), [...known]);
  return distance(word.toLowerCase(), guess.toLowerCase()) <= Math.max(2, word.length / 3) ? guess : null;
}
