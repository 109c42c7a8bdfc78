import type { CallCounts } from '../core/calls.ts';
import type { BatchRecord, ReportLedger } from '../core/ledger.ts';
import type { MessageOutcome } from '../core/message.ts';
import { formatMoney, type Nanos } from '../core/money.ts';
import { REJECT_CODES } from '../core/recipient.ts';
import type { RejectCode } from '../core/recipient.ts';
import { isSandbox } from '../core/run.ts';
import type { RejectedCounts, Run } from '../core/run.ts';
import { toBatchRow } from './batches.ts';
import type { BatchEntry, BatchRow } from './batches.ts';
import { buildBreakdown } from './breakdown.ts';
import type { Breakdown } from './breakdown.ts';
import { buildControls } from './controls.ts';
import type { Control } from './controls.ts';
import { countMessages, sumCounts } from './count.ts';
import type { BatchCount, RunCount } from './count.ts';
import { buildErrors } from './errors.ts';
import type { ErrorEntry } from './errors.ts';
import { toIso, toJsonRecord } from './json.ts';
import { countStates, toProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { readBatches, readCount } from './read-count.ts';

/** The version of `summary.json`. Keys may be added; a key that goes or changes its meaning is a new version. */
export const SUMMARY_SCHEMA = 'campaign-report/1';

/** `summary.json`: a run in figures. Money is exact decimal text, instants are UTC ISO 8601. */
export interface RunSummary extends Breakdown {
  readonly schema: typeof SUMMARY_SCHEMA;
  readonly run: string;
  readonly campaign: string;
  readonly state: Progress;
  /** True: nothing was really sent. */
  readonly sandbox: boolean;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly from: readonly string[];
  readonly rows: number;
  readonly recipients: number;
  readonly rejectedRows: RejectedCounts;
  readonly messages: MessageFigures;
  readonly errors: readonly ErrorEntry[];
  readonly cost: CostFigures;
  readonly segments: number;
  readonly batches: readonly BatchEntry[];
  readonly controls: readonly Control[];
  readonly differences: readonly CostDifference[];
  /** What went wrong for good, and whom it met. */
  readonly incidents: readonly Incident[];
  /** The run whose failed recipients these are; null for a run of a file. */
  readonly retryOf: string | null;
  /** Calls to the API that were made for the run, by endpoint; null where it began before they were counted. */
  readonly apiCalls: Readonly<Record<string, number>> | null;
}

/** A batch that the provider has more than once: each of its recipients may have been texted as often. */
export interface Incident {
  readonly kind: 'duplicated';
  readonly batch: number;
  readonly batchIds: readonly string[];
  readonly recipients: number;
  /** Messages beyond the first to a recipient, as far as they are known. */
  readonly twins: number;
}

/**
 * `accepted` = the six outcomes; recipients = accepted + rejectedByProvider + inDoubt + notSent. `assumedSent` are those
 * of `inDoubt` that a person gave up: nothing more will come of them. `optedOut` and `contactedRecently` are those of
 * `notSent` who opted out, or whom another run texted, between the plan and their offer: they are left out for good.
 */
export type MessageFigures = Readonly<
  Record<
    | 'accepted'
    | 'rejectedByProvider'
    | MessageOutcome
    | 'inDoubt'
    | 'assumedSent'
    | 'notSent'
    | 'optedOut'
    | 'contactedRecently',
    number
  >
>;

/** Those not sent whose batches may still be offered: all but those who are left out for good. */
export function countUnsent({
  notSent,
  optedOut,
  contactedRecently,
}: Pick<MessageFigures, 'notSent' | 'optedOut' | 'contactedRecently'>): number {
  return notSent - optedOut - contactedRecently;
}

export interface CostFigures {
  readonly currency: string;
  /** All planned segments at the plan's price. */
  readonly estimated: string;
  /** The sum of the messages' costs so far. */
  readonly actual: string;
  /** The sum of what the batches themselves say; null until all that were taken do. */
  readonly providerBatches: string | null;
  /** actual − estimated. */
  readonly variance: string;
  /** Accepted messages without a price: `actual` does not hold them. */
  readonly unpriced: number;
}

/**
 * A batch whose costs differ: the sum of its messages', what it says of itself, what `statuses` said. Worth a look, but
 * it breaks no control.
 */
export interface CostDifference {
  readonly batch: number;
  readonly batchId: string | null;
  readonly cost: string | null;
  readonly providerCost: string | null;
  readonly statusesCost: string | null;
}

/** Builds the summary from the ledger alone, in one pass over the recipients. */
export async function buildSummary(ledger: ReportLedger, run: Run): Promise<RunSummary> {
  const batches = await readBatches(ledger, run);
  return summarize(ledger, run, batches, await readCount(ledger, run, batches));
}

/** The summary of records that were already counted. */
export async function summarize(
  ledger: ReportLedger,
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
  count: RunCount,
): Promise<RunSummary> {
  const rejectedRows = sortRejectedRows(await ledger.countRejectedRows(run.id));
  const repeatedMessageIds = await ledger.countRepeatedMessageIds(run.id);
  const rows = [...batches.values()].map((record) =>
    toBatchRow(run, record, count.batches.get(record.number)),
  );
  const sum = sumCounts(count);
  const messages = toMessageFigures(rows, sum);
  const incidents = [...batches.values()].flatMap((batch) =>
    toIncident(batch, count.batches.get(batch.number)),
  );
  return {
    schema: SUMMARY_SCHEMA,
    run: run.name,
    campaign: run.campaign,
    state: toProgress(run, countStates(batches.values())),
    sandbox: isSandbox(run.world),
    startedAt: toIso(run.startedAt),
    finishedAt: toIso(run.finishedAt),
    from: run.senders,
    rows: run.rows,
    recipients: run.recipients,
    rejectedRows,
    messages,
    errors: buildErrors(count.errors),
    cost: toCostFigures(run, rows, sum),
    segments: sum.segments,
    batches: rows.map(toJsonRecord),
    controls: buildControls({
      ...{ ...messages, rows: run.rows, plannedRecipients: run.recipients },
      twins: incidents.reduce((total, incident) => total + incident.twins, 0),
      recipients: sum.recipients,
      rejectedRows: Object.values(rejectedRows).reduce((total, n) => total + n, 0),
      messages: countMessages(sum),
      messageCost: sum.cost,
      batchCost: rows.reduce((total, row) => total + (row.cost ?? 0n), 0n),
      repeatedMessageIds,
    }),
    differences: rows.flatMap((row) => toDifference(row, batches.get(row.batch)?.statusesCost ?? null)),
    incidents,
    retryOf: run.retryOf,
    ...buildBreakdown(count.cells, run.senders, batches.values()),
    apiCalls: toApiCalls(await ledger.countCalls(run.id)),
  };
}

function toApiCalls(calls: CallCounts | null): RunSummary['apiCalls'] {
  return calls === null ? null : Object.fromEntries(calls);
}

function toMessageFigures(rows: readonly BatchRow[], sum: BatchCount): MessageFigures {
  const { rejected, inDoubt, notSent, ...outcomes } = sum.buckets;
  return {
    accepted: rows.reduce((total, row) => total + (row.accepted ?? 0), 0),
    rejectedByProvider: rejected,
    ...outcomes,
    inDoubt,
    assumedSent: sum.assumedSent,
    notSent,
    optedOut: sum.optedOut,
    contactedRecently: sum.contactedRecently,
  };
}

/** What the batches say of themselves, once all that were taken say something: a part is no total. */
function sumProviderCosts(rows: readonly BatchRow[]): string | null {
  const taken = rows.filter((row) => row.accepted !== null);
  const said = taken.flatMap((row) => row.provider_cost ?? []);
  if (said.length === 0 || said.length < taken.length) return null;
  return formatMoney(said.reduce((total, cost) => total + cost, 0n));
}

function toCostFigures(run: Run, rows: readonly BatchRow[], sum: BatchCount): CostFigures {
  const estimated = run.estimate;
  return {
    currency: run.currency,
    estimated: formatMoney(estimated),
    actual: formatMoney(sum.cost),
    providerBatches: sumProviderCosts(rows),
    variance: formatMoney(sum.cost - estimated),
    unpriced: sum.unpriced,
  };
}

function toDifference(row: BatchRow, statusesCost: Nanos | null): readonly CostDifference[] {
  const { cost, provider_cost: providerCost } = row;
  // A batch without a priced message may be asked before its first price: nothing differs from nothing.
  const said = [providerCost, statusesCost].filter((one) => one !== null);
  if (said.every((one) => one === (cost ?? 0n)) && (providerCost === null || cost !== null)) return [];
  const format = (money: Nanos | null): string | null => (money === null ? null : formatMoney(money));
  return [
    {
      batch: row.batch,
      batchId: row.batch_id,
      cost: format(cost),
      providerCost: format(providerCost),
      statusesCost: format(statusesCost),
    },
  ];
}

function toIncident(batch: BatchRecord, count: BatchCount | undefined): readonly Incident[] {
  if (batch.state !== 'duplicated') return [];
  const { number, batchIds, recipients } = batch;
  return [{ kind: 'duplicated', batch: number, batchIds, recipients, twins: count?.repeats ?? 0 }];
}

// In the order in which the codes are documented, whatever the ledger's.
function sortRejectedRows(counts: RejectedCounts): RejectedCounts {
  const known = REJECT_CODES.filter((code) => (counts[code] ?? 0) > 0);
  return Object.fromEntries(known.map((code): [RejectCode, number] => [code, counts[code] ?? 0]));
}
