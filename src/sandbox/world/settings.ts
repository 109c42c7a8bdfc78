/** What the operator chose for a world; everything has a value. */
export interface Settings {
  readonly seed: string;
  /** Every duration of the world is divided by this. */
  readonly speed: number;
  /** Calls per window of the group Light. */
  readonly rateLimit: number;
  /** How long new records stay out of the lists at speed 1. */
  readonly lagMs: number;
  /** Whether sign-in also gives refresh tokens; off, as it is by default for a registered app. */
  readonly refreshTokens: boolean;
  /** Forces every access token's life, in real milliseconds, whatever was asked for; null to obey the request. */
  readonly tokenLifetimeMs: number | null;
  /** App permissions (OAuth scopes) of the sandbox's app. */
  readonly permissions: readonly string[];
}

/** The permissions that RingCentral's guides ask an SMS app to have. */
export const ALL_PERMISSIONS: readonly string[] = [
  'A2PSMS',
  'ReadAccounts',
  'ReadMessages',
  'EditMessages',
  'SMS',
];

/** List price per segment in millionths of a dollar: 0.0119 USD (RingEX US, since 2026-05-30). */
export const SEGMENT_PRICE_MICROS = 11_900;

/** A duration at speed 1 as microseconds of this world. */
export function toWorldMicros(settings: Settings, durationMs: number): number {
  return Math.round((durationMs * 1000) / settings.speed);
}
