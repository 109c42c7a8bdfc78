/** A probability above 0 and up to 1, such as `0.2`; null for any other word. */
export function parseProbability(word: string): number | null {
  const probability = /^(0(\.\d+)?|1(\.0+)?|\.\d+)$/.test(word) ? Number(word) : 0;
  return probability > 0 ? probability : null;
}
