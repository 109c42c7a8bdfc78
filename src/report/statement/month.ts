import { InputError } from '../../core/error.ts';

/** A month in UTC, from its first instant to the first one after it (epoch milliseconds). */
export interface Month {
  /** `YYYY-MM`. */
  readonly name: string;
  readonly begins: number;
  readonly ends: number;
}

/** @throws InputError when it isn't `YYYY-MM`. */
export function parseMonth(text: string, where: string): Month {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined) {
    const found = `${JSON.stringify(text)} is not a month`;
    throw new InputError([{ where, found, remedy: 'Write it as YYYY-MM, for example 2026-03' }]);
  }
  const index = Number(month) - 1;
  return { name: text, begins: Date.UTC(Number(year), index), ends: Date.UTC(Number(year), index + 1) };
}

export function isIn(month: Month, at: number): boolean {
  return month.begins <= at && at < month.ends;
}
