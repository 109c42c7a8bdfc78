import { afterEach, beforeEach } from 'vitest';
import type { BatchState } from '../../../src/core/batch.ts';
import type { Ledger, OfferOutcome, OfferRecord, ReportLedger, RunLedger } from '../../../src/core/ledger.ts';
import { T0 } from '../../fakes/clock.ts';
import { aRemoteBatch } from '../../fakes/records.ts';

/** One place where a ledger is kept, as the implementation under test has it. */
export interface LedgerHome {
  /** Opens it for writing, under a new epoch. */
  open(command?: string): Promise<Ledger>;
  /** Opens it for reading beside a writer; null where there is none yet. */
  openForReading(): Promise<ReadingLedger | null>;
  /** What another process does that takes the ledger over while this one still runs. */
  takeOver(): Promise<void>;
}

export type ReadingLedger = ReportLedger & { readonly close: () => Promise<void> };

/** What the parts of the suite work with. */
export interface Bench {
  readonly open: (command?: string) => Promise<Ledger>;
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
  };
}

export const RECORD: OfferRecord = { at: T0 + 1000, status: 200, errorCode: null, requestId: 'r1' };
export const OFFER = { at: T0, bodySha256: 'c'.repeat(64) };

/** An accepted outcome whose batch id tells which batch it is. */
export function acceptedAs(id: string): OfferOutcome {
  return { to: 'accepted', batch: aRemoteBatch({ id }), rejected: [] };
}

export const OUTCOMES: readonly OfferOutcome[] = [
  acceptedAs('other'),
  { to: 'planned', reason: 'never connected' },
  { to: 'refused', reason: 'HTTP 400' },
  { to: 'in_doubt', reason: 'no reply' },
];

/** The states that the port can bring a batch to (`abandoned` is a person's word). */
export const REACHABLE: readonly BatchState[] = [
  'planned',
  'submitting',
  'accepted',
  'processing',
  'completed',
  'settled',
  'refused',
  'in_doubt',
  'duplicated',
];

/** Brings a planned batch to a state, by the port alone. */
export async function bringTo(
  ledger: RunLedger,
  runId: number,
  batch: number,
  state: BatchState,
): Promise<void> {
  if (state === 'planned') return;
  const id = `remote-${batch}`;
  await ledger.offer(runId, batch, OFFER);
  if (state === 'submitting') return;
  await ledger.recordOutcome(runId, batch, outcomeTowards(state, id), RECORD);
  if (state === 'duplicated') await ledger.markDuplicated(runId, batch, [id, `${id}-again`], T0);
  const status = { processing: 'Processing', completed: 'Completed' }[state as string];
  if (status !== undefined) {
    const [from] = (await ledger.batchesIn(runId, 'accepted')).map((accepted) => accepted.from);
    await ledger.recordRemoteBatches(runId, from ?? '', [aRemoteBatch({ id, status })], T0);
  }
  if (state === 'settled') await ledger.settle(runId, batch, T0, 'final');
}

function outcomeTowards(state: BatchState, id: string): OfferOutcome {
  if (state === 'refused') return { to: 'refused', reason: 'HTTP 400' };
  if (state === 'in_doubt' || state === 'duplicated') return { to: 'in_doubt', reason: 'no reply' };
  return acceptedAs(id);
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

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
