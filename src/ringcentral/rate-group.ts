import { PATHS } from './paths.ts';

/** The API's rate groups that our calls are in: each is counted and silenced by itself (guide "Rate limits"). */
export type RateGroup = 'light' | 'medium' | 'auth';

/** Until the headers say otherwise (guide "Rate limits"). */
export const ALLOWANCES = {
  light: { limit: 50, windowMs: 60_000 },
  medium: { limit: 40, windowMs: 60_000 },
  auth: { limit: 5, windowMs: 60_000 },
} as const;

/** The operations outside of Light, as the specification groups them (x-throttling-group). */
const ELSEWHERE: readonly (readonly [group: RateGroup, methods: readonly string[], path: RegExp])[] = [
  ['auth', ['POST'], new RegExp(`^${PATHS.token}$`)],
  ['medium', ['POST'], /\/extension\/[^/]+\/sms$/],
  ['medium', ['PUT', 'PATCH', 'DELETE'], /\/message-store(\/|$)/],
  ['medium', ['GET'], /\/message-store\/[^/]+\/content\//],
];

/**
 * The group of an operation, by what it means: its method is the one that a tunneled POST stands for.
 *
 * @param path without the query
 */
export function rateGroupOf(method: string, path: string): RateGroup {
  const found = ELSEWHERE.find(([, methods, pattern]) => methods.includes(method) && pattern.test(path));
  return found?.[0] ?? 'light';
}
