import { parseInstant } from '../clock.ts';
import { parseDigits, parseE164 } from '../numbering.ts';
import { findA2pNumber } from '../owned-numbers.ts';
import { invalidParameter } from '../problem.ts';
import type { World } from '../world/world.ts';
import type { Call } from './route.ts';

const DAY_MICROS = 24 * 60 * 60 * 1_000_000;

/** The value of a parameter that may be given once; null when absent. An empty value is a wrong one. */
export function readText(call: Call, name: string): string | null {
  const values = call.url.searchParams.getAll(name);
  if (values.length > 1 || values[0] === '') throw invalidParameter(name, values.join(','));
  return values[0] ?? null;
}

/** An integer within bounds. */
export function readInteger(
  call: Call,
  name: string,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const text = readText(call, name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum || value > maximum) throw invalidParameter(name, text);
  return value;
}

/** The values of a repeatable parameter, each one of `choices`; empty when absent. */
export function readChoices<T extends string>(call: Call, name: string, choices: readonly T[]): T[] {
  return call.url.searchParams.getAll(name).map((value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw invalidParameter(name, value);
    return choice;
  });
}

/** One of `choices`, or the fallback. */
export function readChoice<T extends string>(
  call: Call,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  readText(call, name);
  return readChoices(call, name, choices)[0] ?? fallback;
}

/** `true` or `false`; false when absent. */
export function readBoolean(call: Call, name: string): boolean {
  return readChoice(call, name, ['true', 'false'], 'false') === 'true';
}

/** A phone number's digits; null when absent. */
export function readNumber(call: Call, name: string): number | null {
  const text = readText(call, name);
  return text === null ? null : toDigits(name, text);
}

/** The numbers of a repeatable parameter of a newer endpoint, each with its `+` and none twice; empty when absent. */
export function readPhones(call: Call, name: string): number[] {
  const values = call.url.searchParams.getAll(name);
  if (new Set(values).size < values.length) throw invalidParameter(name, values.join(','));
  return values.map((value) => {
    const digits = parseE164(value);
    if (digits === null) throw invalidParameter(name, value);
    return digits;
  });
}

/**
 * `phoneNumber`, at most 15 times: as the other party of a message, and as our own number where it is one. Ours can
 * be the other party too: of another of our numbers, or from before the world owned it.
 */
export function readPhoneNumbers(
  call: Call,
  world: World,
): { readonly owns: number[]; readonly parties: number[] } {
  const values = call.url.searchParams.getAll('phoneNumber');
  if (values.length > 15) throw invalidParameter('phoneNumber', values.join(','));
  const digits = values.map((value) => toDigits('phoneNumber', value));
  return { owns: digits.filter((number) => findA2pNumber(world, number) !== undefined), parties: digits };
}

/**
 * `dateFrom` and `dateTo`, both inclusive, in microseconds. Without `dateTo` it is now; without `dateFrom` it is
 * `dateTo` − 24 h, whatever other filters there are. The 24 hours are wall-clock time at any speed.
 */
export function readWindow(call: Call, now: number): { readonly from: number; readonly to: number } {
  const to = readInstant(call, 'dateTo') ?? now;
  const from = readInstant(call, 'dateFrom') ?? to - DAY_MICROS;
  if (from > to) throw invalidParameter('dateFrom', readText(call, 'dateFrom') ?? undefined);
  return { from, to };
}

function readInstant(call: Call, name: string): number | null {
  const text = readText(call, name);
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant === null) throw invalidParameter(name, text);
  return instant;
}

function toDigits(name: string, text: string): number {
  // An unencoded + arrives as a space; the API wants %2B, so that is a wrong value here too.
  const digits = parseDigits(text);
  if (digits === null) throw invalidParameter(name, text);
  return digits;
}
