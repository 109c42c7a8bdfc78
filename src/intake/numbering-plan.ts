import metadata from 'libphonenumber-js/max/metadata';

/** A country's part of a calling code, with the library's own patterns compiled. */
export interface Region {
  readonly country: string;
  /** Decides alone whether a number is the country's, where the metadata have it. */
  readonly leading: RegExp | null;
  readonly general: RegExp;
  readonly types: readonly NumberType[];
  readonly hasTypes: boolean;
}

interface NumberType {
  readonly source: string;
  readonly pattern: RegExp;
  readonly lengths: readonly number[] | null;
}

/** All that is dialed behind one calling code. The first region is the one that the library takes in doubt. */
export interface CallingCode {
  readonly code: string;
  readonly regions: readonly [Region, ...Region[]];
  /** What the library strips from the front of a national number. */
  readonly nationalPrefix: RegExp | null;
}

// Positions in a country's metadata, format 4 (libphonenumber-js METADATA.md).
const GENERAL = 2;
const LENGTHS = 3;
const NATIONAL_PREFIX = 5;
const NATIONAL_PREFIX_FOR_PARSING = 7;
const LEADING_DIGITS = 10;
const TYPES = 11;

const plans = new Map<string, CallingCode | null>();

/** The plan behind a calling code (`1`, `44`), null when there is no such code. Compiled when first asked for. */
export function callingCodePlan(code: string): CallingCode | null {
  const known = plans.get(code);
  if (known !== undefined) return known;
  const plan = compilePlan(code);
  plans.set(code, plan);
  return plan;
}

function compilePlan(code: string): CallingCode | null {
  const { country_calling_codes: codes, nonGeographic } = metadata;
  const isGeographic = Object.hasOwn(codes, code);
  const names: string[] = isGeographic ? (codes[code] ?? []) : ['001'];
  const rows: readonly (readonly unknown[])[] = isGeographic
    ? names.map((name) => rowOf(name))
    : Object.entries(nonGeographic).flatMap(([each, row]) => (each === code ? [row] : []));
  const [main, ...others] = rows.map((row, index) => compileRegion(names[index] ?? '001', row));
  if (main === undefined) return null;
  const prefix = textAt(rows[0], NATIONAL_PREFIX_FOR_PARSING) ?? textAt(rows[0], NATIONAL_PREFIX);
  return {
    code,
    regions: [main, ...others],
    nationalPrefix: prefix === null ? null : new RegExp(`^(?:${prefix})`),
  };
}

function rowOf(name: string): readonly unknown[] {
  const found = Object.entries(metadata.countries).find(([country]) => country === name);
  return found === undefined ? [] : (found[1] as readonly unknown[]);
}

/** A text of the metadata's rows, in which an absent one is 0, empty or missing. */
function textAt(row: readonly unknown[] | undefined, index: number): string | null {
  const value = row?.[index];
  return typeof value === 'string' && value !== '' ? value : null;
}

function compileRegion(country: string, row: readonly unknown[]): Region {
  const types = (row[TYPES] ?? []) as ([string, number[]?] | 0 | null)[];
  const leading = textAt(row, LEADING_DIGITS);
  const general = (row[LENGTHS] ?? null) as number[] | 0 | null;
  return {
    country,
    leading: leading === null ? null : new RegExp(`^(?:${leading})`),
    general: new RegExp(`^(?:${textAt(row, GENERAL) ?? ''})$`),
    hasTypes: types.length > 0,
    types: types.flatMap((type) => {
      if (type === 0 || type === null || type[0] === '') return [];
      const [source, lengths] = type;
      return [
        {
          source,
          pattern: new RegExp(`^(?:${source})$`),
          lengths: lengths ?? (general === 0 ? null : general),
        },
      ];
    }),
  };
}

/** The region that a national number belongs to (the library's `getCountryByCallingCode`), null when to none. */
export function regionOf(plan: CallingCode, national: string): Region | null {
  if (plan.regions.length === 1) return plan.regions[0];
  for (const region of plan.regions) {
    if (region.leading === null ? hasType(region, national) : region.leading.test(national)) return region;
  }
  return null;
}

/** Whether the number is valid in the region (the library's `isValid` with the `max` metadata). */
export function isValidIn(region: Region, national: string): boolean {
  return region.hasTypes ? hasType(region, national) : region.general.test(national);
}

function hasType(region: Region, national: string): boolean {
  if (!region.general.test(national)) return false;
  return region.types.some(
    (type) => (type.lengths?.includes(national.length) ?? true) && type.pattern.test(national),
  );
}
