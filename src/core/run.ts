import type { Nanos } from './money.ts';
import type { FrozenTemplate, RejectCode } from './recipient.ts';

/**
 * Which world a run texts: RingCentral itself, the embedded sandbox (`--sandbox`), or a server on a loopback address.
 * Part of the run's identity, so that trying a campaign never counts as having sent it.
 */
export type World = 'live' | 'sandbox' | 'loopback';

/** `open` until every batch is settled, refused or abandoned. A draft is not a run yet: nothing of it was offered. */
export type RunState = 'draft' | 'open' | 'finished' | 'cancelled';

/** Settings that may change between two starts of the same run: they change how it is watched, not what is sent. */
export interface TrackingSettings {
  /** A `Sent` this old counts as settled, unconfirmed. */
  readonly settleAfterMs: number;
  /** How long after the last submit the messages are followed. */
  readonly trackForMs: number;
  /** Below this share of delivered recipients the run exits 3; null: never. Per cent, 0–100. */
  readonly minDeliveredPercent: number | null;
}

/** A frozen run. Instants are epoch milliseconds (UTC). */
export interface Run {
  readonly id: number;
  /** `NAME-` + ten hex digits: CONTRACT's RUN. */
  readonly name: string;
  readonly campaign: string;
  readonly world: World;
  readonly state: RunState;
  /** The file as it was given, for people; resume never reads it. */
  readonly file: string;
  readonly header: readonly string[];
  readonly template: FrozenTemplate;
  readonly senders: readonly string[];
  readonly rows: number;
  readonly recipients: number;
  readonly rejectedRows: number;
  readonly batches: number;
  readonly segments: number;
  /** Price of one segment, frozen with the plan. */
  readonly price: Nanos;
  readonly currency: string;
  readonly tracking: TrackingSettings;
  readonly plannedAt: number;
  readonly startedAt: number | null;
  readonly lastSubmitAt: number | null;
  readonly finishedAt: number | null;
  /** When the reports of the end were on disk; null makes the next start write them. */
  readonly reportedAt: number | null;
}

export type RejectedCounts = Readonly<Partial<Record<RejectCode, number>>>;

export function isSandbox(world: World): boolean {
  return world !== 'live';
}
