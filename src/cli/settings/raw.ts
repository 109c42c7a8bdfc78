import { isSupportedCountry } from 'libphonenumber-js/max';

/** A value as a person wrote it: flags, variables and YAML scalars are all text, so that no source coerces. */
export type RawValue = string | readonly string[] | Readonly<Record<string, string>>;

/** A value that can't be used: what was found and what is wanted; and what else of it can't, where it has parts. */
export class BadValue extends Error {
  readonly found: string;
  readonly wanted: string;
  readonly others: readonly { readonly found: string; readonly wanted: string }[];

  constructor(found: string, wanted: string, others: BadValue['others'] = []) {
    super(`${found}: ${wanted}`);
    this.name = 'BadValue';
    this.found = found;
    this.wanted = wanted;
    this.others = others;
  }
}

export function isSupportedCountryCode(code: string): boolean {
  return isSupportedCountry(code);
}
