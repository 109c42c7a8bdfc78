import type { Fate } from '../fate.ts';

/** What goes wrong. Times are real milliseconds except the lag, which is divided by the world's speed. */
export type Effect =
  | { readonly kind: 'drop'; readonly isAfter: boolean }
  | { readonly kind: 'hang'; readonly isAfter: boolean }
  | { readonly kind: 'delay'; readonly isAfter: boolean; readonly delayMs: number }
  | StatusEffect
  | { readonly kind: 'late'; readonly delayMs: number }
  | { readonly kind: 'redirect'; readonly status: number }
  | ThrottleEffect
  | { readonly kind: 'lag'; readonly lagMs: number }
  | { readonly kind: 'loop'; readonly to: 'same' | 'first' }
  | { readonly kind: 'cost'; readonly change: CostChange }
  | { readonly kind: 'fate'; readonly fate: Fate }
  | { readonly kind: SimpleEffect };

/** A refusal or failure. */
export interface StatusEffect {
  readonly kind: 'status';
  readonly isAfter: boolean;
  readonly status: number;
  /** A documented error code such as `CMN-408`, or `html` for a gateway's page; null for what the status usually has. */
  readonly form: string | null;
}

/** A 429 that is not of the rate group; of the account it has no rate headers. */
export interface ThrottleEffect {
  readonly kind: 'throttle';
  readonly retryAfter: 'none' | 'date' | number;
  readonly hasRateHeaders: boolean;
}

/** The effects that take no arguments. */
export const SIMPLE_EFFECTS = [
  'drop-unread',
  'twice',
  'alter-text',
  'never-final',
  'refuse-sender',
  'truncate',
  'garbage',
  'no-id',
  'no-rate-headers',
  'penalty',
  'expire-token',
  'revoke-tokens',
] as const;

export type SimpleEffect = (typeof SIMPLE_EFFECTS)[number];

/** What happens to every cost that a reply has: gone, 0, or with digits as only binary fractions have them. */
export type CostChange = 'none' | 'zero' | 'long';

/** How often: always, with a probability, for the first so many matching requests, for one of them, or for a time. */
export type Frequency =
  | { readonly kind: 'always' }
  | { readonly kind: 'chance'; readonly probability: number }
  | { readonly kind: 'first'; readonly times: number }
  | { readonly kind: 'nth'; readonly place: number }
  | { readonly kind: 'period'; readonly periodMs: number };

/** One parsed fault. */
export interface Fault {
  /** The fault as it is kept and listed: single spaces. */
  readonly spec: string;
  /** An HTTP method, or `*`. */
  readonly method: string;
  /** The end of the path; `*` stands for one segment. */
  readonly suffix: string;
  readonly effect: Effect;
  readonly frequency: Frequency;
}

/** Whether a fault is about this request. */
export function isAbout(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== '*' && fault.method !== method) return false;
  const wanted = fault.suffix.split('/').reverse();
  const given = path.split('/').reverse();
  // The suffix begins with a slash, so its last part here is empty and matches whatever stands before.
  return wanted.slice(0, -1).every((part, index) => {
    const segment = given[index];
    return segment !== undefined && segment !== '' && (part === '*' || part === segment);
  });
}

/** Whether one of the effects is of this kind. */
export function hasEffect(effects: readonly Effect[], kind: Effect['kind']): boolean {
  return effects.some((effect) => effect.kind === kind);
}
