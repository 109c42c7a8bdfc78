import type { Batch, BatchState } from '../core/batch.ts';
import type { DoubtfulBatch, ResentBatch } from '../core/doubt.ts';
import type { TrackedBatch } from '../core/ledger.ts';
import { limitsOf, type RunLimits } from '../core/limits.ts';
import type { QueuedBatch, Spend } from '../core/pacing.ts';
import type { Alarm, Run } from '../core/run.ts';
import type { WatchLedger } from '../core/watch.ts';
import { carrierDayStart } from '../plan/window/carrier-day.ts';
import { graceFor, LOOKS_BEFORE_OTHERS, mayResend, type DoubtTerms } from '../submit/doubt-schedule.ts';
import { DefectError } from '../core/error.ts';
import { findAlarm } from './alarms.ts';
import { chooseNext, soonestOf, type Choice, type Hold, type PaceFacts } from './choose-next.ts';
import type { Health } from './health.ts';
import { queueFreeAt } from './queue.ts';

/** What a start may do. */
export interface Mode {
  /** Somebody watches: a window or a day's limit is waited for. Elsewhere the start ends, and the next one goes on. */
  readonly isPatient?: boolean;
  /** `track` submits nothing. */
  readonly isSubmitting: boolean;
  /** `--no-wait`: leave when there is nothing left to submit. */
  readonly isWaiting: boolean;
  /** Several runs are submitted in turns: one that waits for its senders' queues leaves, for the others to go on. */
  readonly isTakingTurns?: boolean;
}

/** All that the next action is decided from. */
export interface RunView {
  readonly run: Run;
  readonly mode: Mode;
  readonly health: Health;
  readonly states: Readonly<Record<BatchState, number>>;
  /** The next batch to offer, whose sender is free: a first doubt pauses it until it was looked for, a second stops it. */
  readonly next: Batch | null;
  /** What holds the next offer up where there is none, although something is planned or to be offered again. */
  readonly hold: Hold | null;
  /** Batches in doubt that could be offered again but for their window, or a limit. */
  readonly heldDoubts: ReadonlySet<number>;
  /** What must pause the run now. */
  readonly alarm: Alarm | null;
  readonly tracked: readonly TrackedBatch[];
  readonly doubts: readonly DoubtfulBatch[];
  readonly terms: DoubtTerms;
  /** Taken batches that were offered again after a doubt: each start looks for a twin before it ends. */
  readonly resent: readonly ResentBatch[];
  /** When each sender's batches were last listed (epoch milliseconds). */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** Whether a batch may be offered in this start: not while tracking only, nor when a person stopped the run. */
export function maySubmit({ mode, run, states }: Pick<RunView, 'mode' | 'run' | 'states'>): boolean {
  return mode.isSubmitting && run.state === 'open' && run.pausedAt === null && states.duplicated === 0;
}

/** Reads the view from the ledger. */
export async function readView(
  ledger: WatchLedger,
  runName: string,
  mode: Mode,
  health: Health,
  now: number,
): Promise<RunView> {
  const run = await ledger.findRun(runName);
  if (run === null) throw new DefectError(`there is no run ${runName}`);
  const states = await ledger.countStates(run.id);
  const doubts = states.in_doubt > 0 ? await ledger.doubtfulBatches(run.id) : [];
  const lagMs = states.in_doubt > 0 ? await ledger.worstLagMs(run.world) : 0;
  const terms = {
    graceMs: health.setOnMs + graceFor(run.tracking.inDoubtGraceMs, lagMs),
    startedAt: health.startedAt,
  };
  const again = doubts.filter((batch) => mayResend(batch, run.tracking.inDoubt, terms.graceMs));
  const isOffering = mode.isSubmitting && states.planned + again.length > 0;
  return {
    run,
    mode,
    health,
    states,
    ...(isOffering ? await choose(ledger, run, mode, again, now) : NOTHING_NEXT),
    alarm: await readAlarm(ledger, run),
    tracked: await ledger.trackedBatches(run.id),
    doubts,
    terms,
    resent: await ledger.resentBatches(run.id),
    listedAt: await readListedAt(ledger, run),
  };
}

type Offers = Choice & Pick<RunView, 'heldDoubts'>;

const NOTHING_NEXT: Offers = { next: null, hold: null, heldDoubts: new Set() };

/** @param again the batches in doubt that may be offered again: by the same hours and limits as the first time. */
async function choose(
  ledger: WatchLedger,
  run: Run,
  mode: Mode,
  again: readonly Batch[],
  now: number,
): Promise<Offers> {
  const heads = await ledger.plannedHeads(run.id, LOOKS_BEFORE_OTHERS);
  if (heads.length + again.length === 0) return NOTHING_NEXT;
  const factsFor = await readFacts(ledger, run, mode, [...heads, ...again], now);
  const { next, hold } = chooseNext(heads, factsFor(null), now);
  const held = again.flatMap((batch) => {
    const { hold: why } = chooseNext([batch], factsFor(batch), now);
    return why === null ? [] : [{ batch: batch.number, why }];
  });
  const holds = [...(hold === null ? [] : [hold]), ...held.map(({ why }) => why)];
  return {
    next,
    hold: next === null ? soonestOf(holds) : null,
    heldDoubts: new Set(held.map(({ batch }) => batch)),
  };
}

/**
 * What holds an offer of this batch up at this instant; null: nothing. Asked once more as the offer is committed: what
 * lies between the choice and that can take hours.
 */
export async function readHold(
  ledger: WatchLedger,
  { run, mode }: Pick<RunView, 'run' | 'mode'>,
  batch: Batch,
  now: number,
): Promise<Hold | null> {
  const factsFor = await readFacts(ledger, run, mode, [batch], now);
  return chooseNext([batch], factsFor(batch), now).hold;
}

/**
 * The facts that an offer of these batches is judged by; of one in doubt without what it put into the queue itself. What
 * no limit of the run asks about is not read: it is summed up over all batches, and asked at each offer.
 */
async function readFacts(
  ledger: WatchLedger,
  run: Run,
  mode: Mode,
  batches: readonly Batch[],
  now: number,
): Promise<(batch: Batch | null) => PaceFacts> {
  const { limits, world } = run;
  const isPaced = mode.isWaiting || mode.isTakingTurns === true;
  const needsDay = limits.senders.some(({ dailyCap }) => dailyCap !== null);
  const needsSpend = limits.maxCost !== null || limits.maxMessages !== null;
  const needsQueue = (isPaced && limits.queueAheadMs !== null) || batches.some(({ window }) => window !== '');
  const queued = needsQueue ? await ledger.queuedBatches(world) : [];
  const facts = {
    limits,
    spend: needsSpend ? await ledger.readSpend(run.id) : NO_SPEND,
    offeredToday: needsDay
      ? await ledger.offeredSince(world, carrierDayStart(now))
      : new Map<string, number>(),
    limitedAt: await ledger.limitedAt(world),
    isPaced,
  };
  return (batch) => {
    const others = queued.filter((one) => one.runId !== run.id || one.batch !== batch?.number);
    return { ...facts, freeAt: toFreeAt(others, limits) };
  };
}

const NO_SPEND: Spend = { spent: 0n, pricedSegments: 0, openSegments: 0, open: 0n, messages: 0 };

function toFreeAt(queued: readonly QueuedBatch[], limits: RunLimits): Map<string, number> {
  const senders = new Set(queued.map(({ from }) => from));
  return new Map(
    [...senders].map((from) => [
      from,
      queueFreeAt(
        queued.filter((batch) => batch.from === from),
        limitsOf(limits, from).perMinute,
      ),
    ]),
  );
}

/** Alarms are of open runs that nothing has paused yet. */
async function readAlarm(ledger: WatchLedger, run: Run): Promise<Alarm | null> {
  if (run.state !== 'open' || run.pausedAt !== null) return null;
  return findAlarm(await ledger.errorCounts(run.id, run.watchedFrom), run.limits.maxSpamPercent);
}

async function readListedAt(ledger: WatchLedger, run: Run): Promise<Map<string, number>> {
  const listedAt = new Map<string, number>();
  for (const from of run.senders) {
    const at = await ledger.lastListedAt(run.id, from);
    if (at !== null) listedAt.set(from, at);
  }
  return listedAt;
}
