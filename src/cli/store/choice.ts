import { BadValue } from '../settings/raw.ts';

/**
 * A word of the API's, in any case.
 *
 * @throws BadValue naming all of them.
 */
export function parseWord<T extends string>(text: string, known: readonly T[]): T {
  const found = known.find((word) => word.toLowerCase() === text.trim().toLowerCase());
  if (found === undefined) throw new BadValue(JSON.stringify(text), `Use ${known.join(' or ')}`);
  return found;
}
