import type { Contact } from './history.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How soon a run may text somebody whom an earlier one has texted. Frozen with the plan. */
export interface ContactGuard {
  /** How long nobody gets the same text again; null: at once. */
  readonly repeatGuardMs: number | null;
  /** How many days nobody gets any text again; null: none. */
  readonly minDaysBetween: number | null;
}

/** Contacts don't matter. */
export const NO_GUARD: ContactGuard = { repeatGuardMs: null, minDaysBetween: null };

/** Whether it is too early for any other text. `now`: epoch milliseconds. */
export function isTooSoon(
  { minDaysBetween }: ContactGuard,
  { at }: Pick<Contact, 'at'>,
  now: number,
): boolean {
  return minDaysBetween !== null && now - at < minDaysBetween * DAY_MS;
}

/** Whether the contact was by this very text, and it is too early to send it again. `now`: epoch milliseconds. */
export function isRepeat(
  { repeatGuardMs }: ContactGuard,
  contact: Pick<Contact, 'at' | 'textHash'>,
  textHash: number,
  now: number,
): boolean {
  return repeatGuardMs !== null && contact.textHash === textHash && now - contact.at < repeatGuardMs;
}
