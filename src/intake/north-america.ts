import { callingCodePlan, isValidIn, regionOf, type Region } from './numbering-plan.ts';

/** Who a ten-digit number of calling code 1 belongs to; `invalid` to nobody, `elsewhere` to another country. */
export type NorthAmerican = 'US' | 'CA' | 'elsewhere' | 'invalid';

const FIRST = 2_000_000_000;
const LAST = 9_999_999_999;
const VERDICTS: readonly NorthAmerican[] = ['invalid', 'US', 'CA', 'invalid'];
const UNKNOWN = 0;
const NOBODY = 3;
const ASK_EACH = 4;

// One byte per area code and exchange. It stays right because in the metadata a US or Canadian number is decided by its
// first six digits alone, which `isDecidedBySix` checks; islands, which are decided by more, are never remembered.
const bySix = new Uint8Array(1_000_000);
let isMemoUsed: boolean | null = null;

/** Judges a ten-digit national number by the library's metadata: the same verdict as the library's, see the tests. */
export function judgeNorthAmerican(national: number): NorthAmerican {
  if (national < FIRST || national > LAST) return 'invalid';
  const six = Math.floor(national / 10_000);
  const known = bySix[six] ?? UNKNOWN;
  if (known !== UNKNOWN && known !== ASK_EACH) return VERDICTS[known] ?? 'invalid';
  const { verdict, region } = judgeDigits(String(national));
  if (known === UNKNOWN) bySix[six] = memoOf(verdict, region);
  return verdict;
}

/** Judges national digits of any length. */
export function judgeDigits(national: string): { verdict: NorthAmerican; region: Region | null } {
  const plan = callingCodePlan('1');
  const region = plan === null ? null : regionOf(plan, national);
  if (region === null || !isValidIn(region, national)) return { verdict: 'invalid', region };
  const { country } = region;
  return { verdict: country === 'US' || country === 'CA' ? country : 'elsewhere', region };
}

function memoOf(verdict: NorthAmerican, region: Region | null): number {
  isMemoUsed ??= isDecidedBySix();
  if (!isMemoUsed) return ASK_EACH;
  if (region === null) return NOBODY;
  return verdict === 'US' || verdict === 'CA' ? VERDICTS.indexOf(verdict) : ASK_EACH;
}

/** Whether every pattern of the regions without leading digits (US, CA) ends in four or more free digits. */
export function isDecidedBySix(): boolean {
  const regions = callingCodePlan('1')?.regions.filter((region) => region.leading === null) ?? [];
  const sources = regions.flatMap((region) =>
    region.types.filter((type) => type.lengths?.includes(10)).map((type) => type.source),
  );
  return sources.length > 0 && sources.flatMap(splitAlternatives).every((part) => /\\d\{[4-9]\}$/.test(part));
}

/** `a|b(c|d)` → `a`, `b(c|d)`. */
function splitAlternatives(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of pattern) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign === '|' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + sign);
  }
  return parts;
}
