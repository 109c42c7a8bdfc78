import type { RunLimits } from './limits.ts';
import type { Nanos } from './money.ts';
import type { FrozenTemplate, RejectCode } from './recipient.ts';

/**
 * Which world a run texts: RingCentral itself, the embedded sandbox (`--sandbox`), or a server on a loopback address.
 * Part of the run's identity, so that trying a campaign never counts as having sent it.
 */
export type World = 'live' | 'sandbox' | 'loopback';

/**
 * `open` until every batch is settled, refused or abandoned. A `cancelled` run submits nothing more, and is followed
 * like an open one until `finishedAt`. A draft is not a run yet: nothing of it was offered.
 */
export type RunState = 'draft' | 'open' | 'finished' | 'cancelled';

/**
 * What becomes of a batch in doubt that the provider does not show once the grace is over: `hold` keeps it for a
 * person, `resend` offers it again.
 */
export type DoubtPolicy = 'hold' | 'resend';

/** Whom an opt-out binds: `all` of our numbers, or only the one that it was said to. */
export type OptOutScope = 'all' | 'sender';

/** Why the program itself paused a run: its sender is refused, or too many of its messages are blocked as spam. */
export type AlarmReason = 'sender' | 'spam';

/** Settings that may change between two starts of the same run: they change how it is watched, not what is sent. */
export interface TrackingSettings {
  /** A `Sent` this old counts as settled, unconfirmed. */
  readonly settleAfterMs: number;
  /** How long after the last submit the messages are followed. */
  readonly trackForMs: number;
  /** Below this share of delivered recipients the run exits 3; null: never. Per cent, 0–100. */
  readonly minDeliveredPercent: number | null;
  readonly inDoubt: DoubtPolicy;
  /** How long a batch in doubt must be looked for in vain before it counts as not taken. */
  readonly inDoubtGraceMs: number;
}

/** Why a run was paused by itself. */
export interface Alarm {
  readonly reason: AlarmReason;
  readonly detail: string;
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
  /** What all segments cost at the prices of their batches, frozen with the plan. */
  readonly estimate: Nanos;
  readonly currency: string;
  readonly tracking: TrackingSettings;
  readonly limits: RunLimits;
  readonly optOutScope: OptOutScope;
  /** The run whose failed recipients these are, by name; null for a run of a file. */
  readonly retryOf: string | null;
  /** A text of a campaign to one's own numbers: it is in no other run's way, and nobody counts as contacted by it. */
  readonly isTest: boolean;
  readonly plannedAt: number;
  readonly startedAt: number | null;
  readonly lastSubmitAt: number | null;
  readonly finishedAt: number | null;
  /** The submitting was stopped, by a person or an alarm; null when it may go on. */
  readonly pausedAt: number | null;
  /** The alarm that paused it, and what it saw; null where a person did. */
  readonly alarm: Alarm | null;
  /** Alarms look at batches offered since then: what a person knew of when resuming does not count again. */
  readonly watchedFrom: number | null;
  readonly cancelledAt: number | null;
  /** Whose account the first batch was offered to: no other may go on with the run. Null before. */
  readonly account: string | null;
  /** When the reports of the end were on disk; null makes the next start write them. */
  readonly reportedAt: number | null;
  /** When its numbers and texts were purged; null while it has them. */
  readonly purgedAt: number | null;
}

export type RejectedCounts = Readonly<Partial<Record<RejectCode, number>>>;

/** Whether there is still something to do for a run. */
export function isUnfinished(run: Pick<Run, 'state' | 'finishedAt'>): boolean {
  return run.state === 'open' || (run.state === 'cancelled' && run.finishedAt === null);
}

export function isSandbox(world: World): boolean {
  return world !== 'live';
}

/** Options that a plan was made with, each as text, by their names in YAML. */
export type FrozenSettings = Readonly<Record<string, string>>;

const SETTINGS_MARK = '; settings: ';

/** How the journal says that a plan was frozen: `235 recipients; settings: {"window":"law"}`. */
export function tellPlanned(recipients: number, settings: FrozenSettings): string {
  const said = Object.keys(settings).length === 0 ? '' : `${SETTINGS_MARK}${JSON.stringify(settings)}`;
  return `${recipients} recipients${said}`;
}

/** Reads them back; none of a plan that says nothing of them. */
export function readFrozenSettings(planned: string): FrozenSettings {
  const at = planned.indexOf(SETTINGS_MARK);
  return at < 0 ? {} : (JSON.parse(planned.slice(at + SETTINGS_MARK.length)) as FrozenSettings);
}
