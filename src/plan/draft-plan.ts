import type { Clock } from '../core/clock.ts';
import type { PlanLedger, PlannedBatch } from '../core/ledger.ts';
import type { Nanos } from '../core/money.ts';
import {
  textOf,
  type Country,
  type FrozenTemplate,
  type RecipientColumns,
  type RejectCode,
  type RejectedRow,
} from '../core/recipient.ts';
import type { RejectedCounts, Run, TrackingSettings, World } from '../core/run.ts';
import { assignBatches } from './assign.ts';
import { nameRun } from './identity.ts';

/** What intake hands over, chunk by chunk, in the order of the file. */
export interface RowChunk {
  readonly recipients: RecipientColumns;
  readonly rejected: readonly RejectedRow[];
  readonly rows: number;
  readonly bytesRead: number;
}

export interface PlanRequest {
  readonly campaign: string;
  readonly world: World;
  readonly file: string;
  readonly sourceSha256: string;
  readonly settingsSha256: string;
  readonly header: readonly string[];
  readonly template: FrozenTemplate;
  readonly senders: readonly string[];
  /** Whether a sender's messages get to a country. */
  readonly reaches: (from: string, country: Country) => boolean;
  readonly runKey: string | null;
  readonly batchSize: number;
  readonly price: Nanos;
  readonly currency: string;
  readonly tracking: TrackingSettings;
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
  readonly batches: readonly PlannedBatch[];
  /** The first few texts, as they will be sent. */
  readonly samples: readonly PlanSample[];
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
  try {
    return await fillDraft(ledger, clock, request, id);
  } catch (error) {
    await ledger.discardDraft(id);
    throw error;
  }
}

async function fillDraft(
  ledger: PlanLedger,
  clock: Clock,
  request: PlanRequest,
  id: number,
): Promise<DraftPlan> {
  const naming = nameRun(request);
  const assigner = assignBatches(request.senders, request.reaches, { batchSize: request.batchSize });
  const samples: PlanSample[] = [];
  const counts: Counts = { rows: 0, recipients: 0, segments: 0, rejected: {} };
  for await (const chunk of request.chunks) {
    const { recipients, rejected } = chunk;
    const placement = assigner.place(recipients, unitCounter(request.template, recipients));
    await ledger.addRecipients(id, recipients, placement);
    await ledger.addRejectedRows(id, rejected);
    naming.add(recipients);
    samples.push(...takeSamples(request.template, recipients, SAMPLES - samples.length));
    addCounts(counts, chunk);
    request.onProgress?.({ rows: counts.rows, bytesRead: chunk.bytesRead });
  }
  const { rows, recipients, segments, rejected } = counts;
  const name = naming.name();
  const batches = assigner.batches();
  return {
    id,
    name,
    rows,
    recipients,
    segments,
    rejected,
    batches,
    samples,
    freeze: () => {
      const frozen = { ...frozenPart(request), rows, recipients, segments, name, plannedAt: clock.now() };
      return ledger.freeze(id, frozen, batches);
    },
    discard: () => ledger.discardDraft(id),
  };
}

function addCounts(counts: Counts, chunk: RowChunk): void {
  counts.rows += chunk.rows;
  counts.recipients += chunk.recipients.phone.length;
  counts.segments += chunk.recipients.segments.reduce((sum, segments) => sum + segments, 0);
  for (const row of chunk.rejected) counts.rejected[row.code] = (counts.rejected[row.code] ?? 0) + 1;
}

function frozenPart(request: PlanRequest) {
  const { campaign, world, file, sourceSha256, settingsSha256, header, template, senders, price, currency } =
    request;
  return {
    campaign,
    world,
    file,
    sourceSha256,
    settingsSha256,
    header,
    template,
    senders,
    price,
    currency,
    tracking: request.tracking,
  };
}

function unitCounter(template: FrozenTemplate, columns: RecipientColumns): (index: number) => number {
  const literal = template.pieces.reduce((sum, piece) => sum + piece.length, 0);
  return (index) => columns.text[index]?.length ?? literal + (columns.values[index]?.length ?? 0);
}

function takeSamples(template: FrozenTemplate, columns: RecipientColumns, count: number): PlanSample[] {
  return columns.phone.slice(0, count).map((phone, index) => ({
    phone,
    text: textOf(template, columns.values[index] ?? null, columns.text[index] ?? null),
    segments: columns.segments[index] ?? 0,
  }));
}
