import type { Batch, BatchState } from '../core/batch.ts';
import type { FrozenTemplate } from '../core/recipient.ts';
import type { AlarmReason, DoubtPolicy, OptOutScope, Run, RunState, World } from '../core/run.ts';
import { parseLimits } from './limits-text.ts';

/** The columns of a batch's head. */
export const BATCH_COLUMNS =
  'number, sender, window, price, state, attempts, recipients, withheld, segments, batch_id, first_offered_at, ' +
  'submitted_at, completed_at, settled_at, doubted_at, problem';

export interface BatchRow {
  readonly number: number;
  readonly sender: string;
  readonly window: string;
  readonly price: number;
  readonly state: BatchState;
  readonly attempts: number;
  readonly recipients: number;
  readonly withheld: number;
  readonly segments: number;
  readonly batch_id: string | null;
  readonly first_offered_at: number | null;
  readonly submitted_at: number | null;
  readonly completed_at: number | null;
  readonly settled_at: number | null;
  readonly doubted_at: number | null;
  readonly problem: string | null;
}

export function toBatch(row: BatchRow): Batch {
  return {
    number: row.number,
    from: row.sender,
    window: row.window,
    price: BigInt(row.price),
    state: row.state,
    attempts: row.attempts,
    recipients: row.recipients,
    withheld: row.withheld,
    segments: row.segments,
    batchId: row.batch_id,
    firstOfferedAt: row.first_offered_at,
    submittedAt: row.submitted_at,
    completedAt: row.completed_at,
    settledAt: row.settled_at,
    doubtedAt: row.doubted_at,
    problem: row.problem,
  };
}

export interface RunRow {
  readonly id: number;
  readonly name: string;
  readonly campaign: string;
  readonly world: World;
  readonly state: RunState;
  readonly file: string;
  readonly header: string;
  readonly template: string;
  readonly senders: string;
  readonly rows: number;
  readonly recipients: number;
  readonly rejected_rows: number;
  readonly batches: number;
  readonly segments: number;
  readonly estimate: number | null;
  readonly currency: string;
  readonly settle_after_ms: number;
  readonly track_for_ms: number;
  readonly min_delivered_percent: number | null;
  readonly in_doubt: DoubtPolicy;
  readonly in_doubt_grace_ms: number;
  readonly limits: string | null;
  readonly opt_out_scope: OptOutScope;
  readonly retry_of: string | null;
  readonly is_test: number;
  readonly pause_reason: AlarmReason | null;
  readonly pause_detail: string | null;
  readonly watched_from: number | null;
  readonly account: string | null;
  readonly planned_at: number;
  readonly started_at: number | null;
  readonly last_submit_at: number | null;
  readonly finished_at: number | null;
  readonly paused_at: number | null;
  readonly cancelled_at: number | null;
  readonly reported_at: number | null;
  readonly purged_at: number | null;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    campaign: row.campaign,
    world: row.world,
    state: row.state,
    file: row.file,
    header: JSON.parse(row.header) as string[],
    template: { pieces: JSON.parse(row.template) as FrozenTemplate['pieces'] },
    senders: JSON.parse(row.senders) as string[],
    rows: row.rows,
    recipients: row.recipients,
    rejectedRows: row.rejected_rows,
    batches: row.batches,
    segments: row.segments,
    estimate: BigInt(row.estimate ?? 0),
    currency: row.currency,
    tracking: {
      settleAfterMs: row.settle_after_ms,
      trackForMs: row.track_for_ms,
      minDeliveredPercent: row.min_delivered_percent,
      inDoubt: row.in_doubt,
      inDoubtGraceMs: row.in_doubt_grace_ms,
    },
    limits: parseLimits(row.limits),
    optOutScope: row.opt_out_scope,
    retryOf: row.retry_of,
    isTest: row.is_test === 1,
    plannedAt: row.planned_at,
    startedAt: row.started_at,
    lastSubmitAt: row.last_submit_at,
    finishedAt: row.finished_at,
    pausedAt: row.paused_at,
    alarm: row.pause_reason === null ? null : { reason: row.pause_reason, detail: row.pause_detail ?? '' },
    watchedFrom: row.watched_from,
    cancelledAt: row.cancelled_at,
    account: row.account,
    reportedAt: row.reported_at,
    purgedAt: row.purged_at,
  };
}

/** Money fits a double's 2⁵³ nano-units (nine million dollars) in one row; the driver refuses to read more as a number. */
export function toNanos(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
