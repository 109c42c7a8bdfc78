import { createDraws, fingerprintUuid } from '../draw.ts';
import { findMagicNumber } from '../magic-numbers.ts';
import { drawOutcome, LATE_RECEIPT_MS, type Outcome } from '../outcome.ts';
import type { OwnedNumber } from '../owned-numbers.ts';
import { countSegments } from '../segments.ts';
import { transact } from './database.ts';
import { prepareOptOutTest, recordConsent } from './opt-outs.ts';
import { SEGMENT_PRICE_MICROS, toWorldMicros } from './settings.ts';
import type { World } from './world.ts';

/** A recipient that passed validation, with its own text or null for the batch's. */
export interface AcceptedMessage {
  readonly party: number;
  readonly text: string | null;
}

/** What a valid submit asks for. */
interface Offer {
  readonly sender: OwnedNumber;
  readonly text: string | null;
  readonly messages: readonly AcceptedMessage[];
  /** Every message shares the fate of the magic number that stays Sent for ever. */
  readonly isNeverFinal: boolean;
}

/** The recipient whose messages stay Sent for ever. */
const NEVER_FINAL = 5_550_194;

/** The batch's estimate comes this long after its queue has drained. */
const BATCH_COST_DELAY_MS = 30_000;

/** Message ids start here, so that they look like the platform's and stay far below 2^53. */
const FIRST_MESSAGE_ID = 700_000_000_001;

/**
 * Accepts a batch in one transaction and gives its ordinal. Its whole future is decided here: when each message
 * leaves the sender's queue, what becomes of it and when, what it costs and when that is known.
 */
export function acceptBatch(world: World, offer: Offer): number {
  const { sender, text, messages, isNeverFinal } = offer;
  return transact(world.db, () => {
    const ordinal = nextOrdinal(world);
    const createdAt = world.clock.reserve(messages.length + 1);
    const interval = Math.max(1, toWorldMicros(world.settings, 60_000 / sender.perMinute));
    const startAt = Math.max(createdAt, queueFreeAt(world, sender.digits));
    const completedAt = startAt + interval * messages.length;
    const costAt = completedAt + toWorldMicros(world.settings, BATCH_COST_DELAY_MS);
    const insert = world.db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)');
    const id = `sandbox-${fingerprintUuid(world.settings.seed, 'batch', ordinal)}`;
    insert.run(
      ordinal,
      id,
      sender.digits,
      text,
      messages.length,
      createdAt,
      startAt,
      interval,
      completedAt,
      costAt,
    );
    const frame = { ordinal, sender, text, createdAt, startAt, interval, isNeverFinal };
    const segments = insertMessages(world, frame, messages);
    world.db
      .prepare('UPDATE batches SET cost = ? WHERE ordinal = ?')
      .run(segments * SEGMENT_PRICE_MICROS, ordinal);
    return ordinal;
  });
}

/** The id that the next message of this world gets. */
export function nextMessageId(world: World): number {
  const { last } = world.db.prepare('SELECT max(id) AS last FROM messages').get() as { last: number | null };
  return last === null ? FIRST_MESSAGE_ID : last + 1;
}

interface BatchFrame {
  readonly ordinal: number;
  readonly sender: OwnedNumber;
  readonly text: string | null;
  readonly createdAt: number;
  readonly startAt: number;
  readonly interval: number;
  readonly isNeverFinal: boolean;
}

/** Inserts the messages and gives the number of their segments. */
function insertMessages(world: World, batch: BatchFrame, messages: readonly AcceptedMessage[]): number {
  const own = batch.sender.digits;
  const isOptedOut = prepareOptOutTest(world, own);
  const insert = world.db.prepare(INSERT_MESSAGE);
  const firstId = nextMessageId(world);
  let total = 0;
  messages.forEach(({ party, text }, index) => {
    const body = text ?? batch.text ?? '';
    const segments = countSegments(body);
    total += segments;
    const sentAt = batch.startAt + batch.interval * (index + 1);
    const draws = createDraws(world.settings.seed, own, party, body, batch.ordinal);
    const magic = findMagicNumber(batch.isNeverFinal ? NEVER_FINAL : party);
    const outcome = drawOutcome(draws, magic, isOptedOut(party, sentAt));
    const { finalAt, costAt } = schedule(world, outcome, sentAt);
    const { finalStatus, errorCode } = outcome;
    const isBare = finalStatus === 'SendingFailed' && costAt === null;
    const cost = costAt === null ? null : segments * SEGMENT_PRICE_MICROS;
    const head = {
      id: firstId + index,
      batch: batch.ordinal,
      own,
      party,
      text,
      createdAt: batch.createdAt + 1 + index,
    };
    const fate = {
      sentAt,
      finalAt,
      finalStatus,
      errorCode,
      segments: isBare ? null : segments,
      cost,
      costAt,
    };
    insert.run({ ...head, ...fate });
    if (errorCode === 'SMS-CAR-413' && finalAt !== null) {
      recordConsent(world, { own, party, at: finalAt, status: 'OptOut', source: 'Carrier' });
    }
  });
  return total;
}

const INSERT_MESSAGE = `INSERT INTO messages VALUES (:id, :batch, 0, :own, :party, :text, :createdAt, :sentAt,
  :finalAt, :finalStatus, :errorCode, :segments, :cost, :costAt)`;

function schedule(
  world: World,
  outcome: Outcome,
  sentAt: number,
): { readonly finalAt: number | null; readonly costAt: number | null } {
  const { receiptDelayMs, costDelayMs } = outcome;
  const after = (base: number, durationMs: number): number =>
    base + toWorldMicros(world.settings, durationMs);
  const isLate = receiptDelayMs === null || receiptDelayMs > LATE_RECEIPT_MS;
  const billedAt = isLate ? sentAt : after(sentAt, receiptDelayMs);
  return {
    finalAt: receiptDelayMs === null ? null : after(sentAt, receiptDelayMs),
    costAt: costDelayMs === null ? null : after(billedAt, costDelayMs),
  };
}

function nextOrdinal(world: World): number {
  const { last } = world.db.prepare('SELECT max(ordinal) AS last FROM batches').get() as {
    last: number | null;
  };
  return (last ?? 0) + 1;
}

function queueFreeAt(world: World, own: number): number {
  const row = world.db
    .prepare('SELECT completed_at FROM batches WHERE own = ? ORDER BY ordinal DESC LIMIT 1')
    .get(own) as { completed_at: number } | undefined;
  return row?.completed_at ?? 0;
}
