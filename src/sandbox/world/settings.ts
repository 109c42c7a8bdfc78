/** What the operator may choose at the start and change while the world runs. */
export interface Choices {
  /** Calls per window of the group Light. */
  readonly rateLimit: number;
  /** That window's length at speed 1. */
  readonly rateWindowSeconds: number;
  /** How long new records stay out of the lists at speed 1. */
  readonly lagMs: number;
  /** Whether sign-in also gives refresh tokens; off, as it is by default for a registered app. */
  readonly refreshTokens: boolean;
  /** Forces every access token's life, in real milliseconds, whatever was asked for; null to obey the request. */
  readonly tokenLifetimeMs: number | null;
  /** Parallel sessions per user and app; a further sign-in ends the oldest (guide "tokens"). */
  readonly maxSessions: number;
  /** App permissions (OAuth scopes) of the sandbox's app. */
  readonly permissions: readonly string[];
  /** What a segment of what is accepted from now on costs, in millionths of a dollar. */
  readonly segmentPriceMicros: number;
  /** From the event that is billed to its cost at speed 1: a time for all, never, or drawn for each message. */
  readonly costDelay: number | 'never' | 'drawn';
  /** How far the world's clock is ahead of the real one, in real milliseconds; negative when it is behind. */
  readonly clockSkewMs: number;
}

/** What a world is; everything has a value. */
export interface Settings extends Choices {
  readonly seed: string;
  /** Every duration of the world is divided by this. */
  readonly speed: number;
}

/** The permissions that RingCentral's guides ask an SMS app to have. */
export const ALL_PERMISSIONS: readonly string[] = [
  'A2PSMS',
  'ReadAccounts',
  'ReadMessages',
  'EditMessages',
  'SMS',
];

/** The documented limits, an app as RingCentral registers it, and the list price (RingEX US, since 2026-05-30). */
export const DEFAULT_CHOICES: Choices = {
  rateLimit: 50,
  rateWindowSeconds: 60,
  lagMs: 0,
  refreshTokens: false,
  tokenLifetimeMs: null,
  maxSessions: 5,
  permissions: ALL_PERMISSIONS,
  segmentPriceMicros: 11_900,
  costDelay: 'drawn',
  clockSkewMs: 0,
};

/** A duration at speed 1 as microseconds of this world. */
export function toWorldMicros(settings: Settings, durationMs: number): number {
  return Math.round((durationMs * 1000) / settings.speed);
}
