import { afterEach, beforeEach } from 'vitest';
import type { BatchState } from '../../../src/core/batch.ts';
import type { Act } from '../../../src/core/doubt.ts';
import type {
  ControlLedger,
  Ledger,
  OfferOutcome,
  OfferRecord,
  ReportLedger,
  RunLedger,
} from '../../../src/core/ledger.ts';
import type { OptOutReader } from '../../../src/core/opt-out.ts';
import type { RemoteBatch } from '../../../src/core/provider.ts';
import type { ReplyLedger } from '../../../src/core/reply.ts';
import type { StatementReader } from '../../../src/core/statement.ts';
import { collect } from '../../fakes/collect.ts';
import { T0 } from '../../fakes/clock.ts';
import { aRemoteBatch, SENDER } from '../../fakes/records.ts';

/** One place where a ledger is kept, as the implementation under test has it. */
export interface LedgerHome {
  /** Opens it for writing, under a new epoch. */
  open(command?: string): Promise<Ledger>;
  /** Opens it for reading beside a writer; null where there is none yet. */
  openForReading(): Promise<ReadingLedger | null>;
  /** Opens it for a person's word beside a writer; null where there is none yet. */
  openForControl(): Promise<ControlLedger | null>;
  /** What another process does that takes the ledger over while this one still runs. */
  takeOver(): Promise<void>;
  /** The log of opt-outs, oldest first, as somebody sees it who looks in from outside. */
  optOutLog(): Promise<readonly LoggedOptOut[]>;
}

/** A line of that log. */
export interface LoggedOptOut {
  readonly phone: number;
  readonly from: number;
  readonly world: string;
  readonly at: number;
  readonly act: 'opted-out' | 'removed';
  readonly source: string;
  readonly who: string | null;
}

export type ReadingLedger = ReportLedger &
  OptOutReader &
  ReplyLedger &
  StatementReader & { readonly close: () => Promise<void> };

/** What the parts of the suite work with. */
export interface Bench {
  readonly open: (command?: string) => Promise<Ledger>;
  /** Beside a writer; the ledger must be there. */
  readonly openForControl: () => Promise<ControlLedger>;
  readonly home: () => LedgerHome;
  /** Closes at the end of the test, whatever happens. */
  readonly later: (close: () => Promise<void>) => void;
}

export function useBench(newHome: () => LedgerHome): Bench {
  let home: LedgerHome;
  const closers: (() => Promise<void>)[] = [];
  beforeEach(() => {
    home = newHome();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return {
    home: () => home,
    later: (close) => void closers.push(close),
    open: async (command) => {
      const ledger = await home.open(command);
      closers.push(() => ledger.close());
      return ledger;
    },
    openForControl: async () => {
      const control = await home.openForControl();
      if (control === null) throw new Error('there is no ledger to control');
      closers.push(() => control.close());
      return control;
    },
  };
}

export const RECORD: OfferRecord = { at: T0 + 1000, status: 200, errorCode: null, requestId: 'r1' };
export const OFFER = { at: T0, bodySha256: 'c'.repeat(64), isResend: false };
export const RESEND = { ...OFFER, isResend: true };
export const ANN: Act = { at: T0 + 7, who: 'ann@desk' };

/** A whole list of the provider's batches, as it is at T0. */
export function listOf(...batches: readonly RemoteBatch[]): RemoteList {
  return { batches, missing: [], at: T0 };
}

type RemoteList = Parameters<RunLedger['recordRemoteBatches']>[2];

/** An accepted outcome whose batch id tells which batch it is. */
export function acceptedAs(id: string): OfferOutcome {
  return { to: 'accepted', batch: aRemoteBatch({ id }), rejected: [] };
}

export const NOT_TAKEN: OfferOutcome = { to: 'planned', reason: 'never connected' };
export const REFUSED: OfferOutcome = { to: 'refused', reason: 'HTTP 400' };
export const NO_REPLY: OfferOutcome = { to: 'in_doubt', reason: 'no reply' };

export const OUTCOMES: readonly OfferOutcome[] = [acceptedAs('other'), NOT_TAKEN, REFUSED, NO_REPLY];

/** Brings a planned batch to a state, any state, by the port alone. */
export async function bringTo(
  ledger: RunLedger,
  runId: number,
  batch: number,
  state: BatchState,
  id = `remote-${batch}`,
): Promise<void> {
  if (state === 'planned') return;
  await ledger.offer(runId, batch, OFFER);
  if (state === 'submitting') return;
  await ledger.recordOutcome(runId, batch, outcomeTowards(state, id), RECORD);
  if (state === 'duplicated') await ledger.markDuplicated(runId, batch, [id, `${id}-again`], T0);
  if (state === 'abandoned') await ledger.decide(runId, batch, { kind: 'assume-sent' }, ANN);
  const status = { processing: 'Processing', completed: 'Completed' }[state as string];
  if (status !== undefined) {
    const [from] = (await ledger.batchesIn(runId, 'accepted')).map((accepted) => accepted.from);
    await ledger.recordRemoteBatches(runId, from ?? '', listOf(aRemoteBatch({ id, status })));
  }
  if (state === 'settled') await ledger.settle(runId, batch, T0, 'final');
}

const FROM_DOUBT: readonly BatchState[] = ['in_doubt', 'duplicated', 'abandoned'];

function outcomeTowards(state: BatchState, id: string): OfferOutcome {
  if (state === 'refused') return REFUSED;
  return FROM_DOUBT.includes(state) ? NO_REPLY : acceptedAs(id);
}

/** The first batch that a start may offer, of any sender and window. */
export async function firstPlanned(ledger: RunLedger, runId: number, looksAtDoubt: number) {
  return (await ledger.plannedHeads(runId, looksAtDoubt))[0] ?? null;
}

/** The state of a batch, as the ledger has it. */
export async function stateOf(
  ledger: ReportLedger,
  runId: number,
  batch: number,
): Promise<BatchState | null> {
  for await (const record of ledger.batchRecords(runId)) if (record.number === batch) return record.state;
  return null;
}

/** All that the port tells of a run: what a refused write must leave as it was. */
export async function everythingOf(ledger: Ledger, runId: number) {
  return {
    run: (await ledger.listRuns()).find((run) => run.id === runId),
    batches: await collect(ledger.batchRecords(runId)),
    tracked: await ledger.trackedBatches(runId),
    doubts: await ledger.doubtfulBatches(runId),
    resent: await ledger.resentBatches(runId),
    recipients: await collect(ledger.recipientRecords(runId)),
    journal: await ledger.journal(runId),
    listedAt: await ledger.lastListedAt(runId, SENDER),
    worstLagMs: await ledger.worstLagMs('loopback'),
    spend: await ledger.readSpend(runId),
    contacts: await ledger.contactsOf('loopback', (await collect(ledger.phonesOf(runId))).flat()),
    failures: await collect(ledger.failedRecipients(runId)),
    optOuts: await collect(ledger.optOuts('any')),
  };
}
