import type { Clock } from '../core/clock.ts';
import type { ContactGuard } from '../core/contact-guard.ts';
import type { PlanLedger, PlannedBatch } from '../core/ledger.ts';
import type { RunLimits } from '../core/limits.ts';
import { multiplyMoney, type Nanos } from '../core/money.ts';
import {
  textOf,
  type FrozenTemplate,
  type RecipientColumns,
  type RejectCode,
  type RejectedRow,
} from '../core/recipient.ts';
import type {
  FrozenSettings,
  OptOutScope,
  RejectedCounts,
  Run,
  TrackingSettings,
  World,
} from '../core/run.ts';
import { assignBatches, type AssignRules } from './assign.ts';
import { openWritesAhead, type WritesAhead } from './writes-ahead.ts';
import { nameRun, type Identity } from './identity.ts';
import type { RowChunk } from './row-chunk.ts';
import type { Screen } from './screen.ts';
import { screenChunk } from './screen-chunk.ts';

export interface PlanRequest extends ContactGuard {
  readonly campaign: string;
  readonly world: World;
  readonly file: string;
  readonly sourceSha256: string;
  readonly settingsSha256: string;
  readonly header: readonly string[];
  readonly template: FrozenTemplate;
  readonly senders: readonly string[];
  readonly assign: AssignRules;
  readonly screen: Screen;
  /** Which cell of a row is its phone; null: nobody knows, and rows have no cells. */
  readonly phoneIndex: number | null;
  readonly runKey: string | null;
  readonly selection: Identity['selection'];
  readonly currency: string;
  readonly tracking: TrackingSettings;
  readonly limits: RunLimits;
  readonly optOutScope: OptOutScope;
  readonly retryOf: string | null;
  /** What the plan is made with that a later start can't change. */
  readonly settings?: FrozenSettings;
  /** A text to one's own numbers, see `Run`. */
  readonly isTest?: boolean;
  readonly chunks: AsyncIterable<RowChunk>;
  readonly onProgress?: (progress: { readonly rows: number; readonly bytesRead: number }) => void;
}

/** A plan that is written but not frozen: nothing of it can be offered, and it can still be thrown away. */
export interface DraftPlan {
  readonly id: number;
  readonly name: string;
  readonly rows: number;
  readonly recipients: number;
  readonly rejected: RejectedCounts;
  readonly segments: number;
  /** What all segments cost at the prices of their batches. */
  readonly estimate: Nanos;
  readonly batches: readonly PlannedBatch[];
  /** The first few texts, as they will be sent. */
  readonly samples: readonly PlanSample[];
  /** The text of the most segments; null where nobody is texted. */
  readonly longest: PlanSample | null;
  freeze(): Promise<Run>;
  discard(): Promise<void>;
}

export interface PlanSample {
  readonly phone: number;
  readonly text: string;
  readonly segments: number;
}

const SAMPLES = 3;

interface Counts {
  rows: number;
  recipients: number;
  segments: number;
  readonly rejected: Partial<Record<RejectCode, number>>;
}

/**
 * Writes a draft of everything that would be sent, in chunks: memory does not grow with the file.
 *
 * @throws what the chunks throw; nothing of the draft is left then.
 */
export async function draftPlan(ledger: PlanLedger, clock: Clock, request: PlanRequest): Promise<DraftPlan> {
  const id = await ledger.beginDraft(request.campaign, clock.now());
  const writes = openWritesAhead();
  try {
    return await fillDraft(ledger, clock, request, id, writes);
  } catch (error) {
    await writes.end().catch(() => undefined); // the first error is the one to tell
    await ledger.discardDraft(id);
    throw error;
  }
}

async function fillDraft(
  ledger: PlanLedger,
  clock: Clock,
  request: PlanRequest,
  id: number,
  writes: WritesAhead,
): Promise<DraftPlan> {
  const naming = nameRun(request);
  const assigner = assignBatches(request.senders, request.assign);
  const samples: PlanSample[] = [];
  let longest: PlanSample | null = null;
  const counts: Counts = { rows: 0, recipients: 0, segments: 0, rejected: {} };
  for await (const chunk of request.chunks) {
    naming.add(chunk.recipients);
    const { recipients, senders, rejected } = await screenChunk(request, assigner, chunk);
    const placement = assigner.place(recipients, senders, unitCounter(request.template, recipients));
    await writes.add(() => [
      ledger.addRecipients(id, recipients, placement),
      ledger.addRejectedRows(id, rejected),
    ]);
    samples.push(...takeSamples(request.template, recipients, SAMPLES - samples.length));
    longest = longestOf(longest, request.template, recipients);
    addCounts(counts, recipients, rejected);
    request.onProgress?.({ rows: counts.rows, bytesRead: chunk.bytesRead });
  }
  await writes.end();
  const { rows, recipients, segments, rejected } = counts;
  const name = naming.name();
  const batches = assigner.batches();
  const estimate = batches.reduce((sum, batch) => sum + multiplyMoney(batch.price, batch.segments), 0n);
  return {
    ...{ id, name, rows, recipients, segments, estimate, rejected, batches, samples, longest },
    freeze: () => {
      const totals = { rows, recipients, segments, estimate };
      const frozen = { ...frozenPart(request), ...totals, name, plannedAt: clock.now() };
      return ledger.freeze(id, frozen, batches);
    },
    discard: () => ledger.discardDraft(id),
  };
}

function addCounts(counts: Counts, recipients: RecipientColumns, rejected: readonly RejectedRow[]): void {
  counts.rows += recipients.phone.length + rejected.length;
  counts.recipients += recipients.phone.length;
  counts.segments += recipients.segments.reduce((sum, segments) => sum + segments, 0);
  for (const row of rejected) counts.rejected[row.code] = (counts.rejected[row.code] ?? 0) + 1;
}

function frozenPart(request: PlanRequest) {
  const { campaign, world, file, sourceSha256, settingsSha256, header, template, senders } = request;
  const { currency, tracking, limits, optOutScope, retryOf, isTest = false, settings = {} } = request;
  const { repeatGuardMs, minDaysBetween } = request;
  return {
    ...{ campaign, world, file, sourceSha256, settingsSha256, header, template, senders },
    ...{ currency, tracking, limits, optOutScope, retryOf, isTest, settings, repeatGuardMs, minDaysBetween },
  };
}

function unitCounter(template: FrozenTemplate, columns: RecipientColumns): (index: number) => number {
  const literal = template.pieces.reduce((sum, piece) => sum + piece.length, 0);
  return (index) => columns.text[index]?.length ?? literal + (columns.values[index]?.length ?? 0);
}

function takeSamples(template: FrozenTemplate, columns: RecipientColumns, count: number): PlanSample[] {
  return columns.phone.slice(0, count).map((_, index) => sampleAt(template, columns, index));
}

function sampleAt(template: FrozenTemplate, columns: RecipientColumns, index: number): PlanSample {
  return {
    phone: columns.phone[index] ?? 0,
    text: textOf(template, columns.values[index] ?? null, columns.text[index] ?? null),
    segments: columns.segments[index] ?? 0,
  };
}

/** The text of the most segments, the longest of equals. */
function longestOf(
  before: PlanSample | null,
  template: FrozenTemplate,
  columns: RecipientColumns,
): PlanSample | null {
  const { segments, phone } = columns;
  const unitsOf = unitCounter(template, columns);
  let [most, units] = before === null ? [0, -1] : [before.segments, before.text.length];
  let at = -1;
  for (let index = 0; index < phone.length; index++) {
    const own = segments[index] ?? 0;
    if (own < most || (own === most && unitsOf(index) <= units)) continue;
    [most, units, at] = [own, unitsOf(index), index];
  }
  return at < 0 ? before : sampleAt(template, columns, at);
}
