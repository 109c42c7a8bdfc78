import { createDraws, fingerprintUuid } from '../draw.ts';
import { type Fate, findFate } from '../fate.ts';
import { findMagicNumber } from '../magic-numbers.ts';
import { drawOutcome } from '../outcome.ts';
import type { OwnedNumber } from '../owned-numbers.ts';
import { countSegments } from '../segments.ts';
import { transact } from './database.ts';
import { prepareOptOutTest, recordConsent } from './opt-outs.ts';
import { scheduleBatchCost, scheduleMessage } from './schedule.ts';
import { toWorldMicros } from './settings.ts';
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
  /** They come before the magic numbers. */
  readonly fates: readonly Fate[];
}

/** Message ids start here, so that they look like the platform's and stay far below 2^53. */
const FIRST_MESSAGE_ID = 700_000_000_001;

/**
 * Accepts a batch in one transaction and gives its ordinal. Its whole future is decided here: when each message
 * leaves the sender's queue, what becomes of it and when, what it costs and when that is known.
 */
export function acceptBatch(world: World, offer: Offer): number {
  const { sender, text, messages, fates } = offer;
  return transact(world.db, () => {
    const ordinal = nextOrdinal(world);
    const createdAt = world.clock.reserve(messages.length + 1);
    const interval = Math.max(1, toWorldMicros(world.settings, 60_000 / sender.perMinute));
    const startAt = Math.max(createdAt, queueFreeAt(world, sender.digits));
    const completedAt = startAt + interval * messages.length;
    const costAt = scheduleBatchCost(world.settings, completedAt);
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
    const frame = { ordinal, sender, text, createdAt, startAt, interval, fates };
    const segments = insertMessages(world, frame, messages);
    world.db
      .prepare('UPDATE batches SET cost = ? WHERE ordinal = ?')
      .run(segments * world.settings.segmentPriceMicros, ordinal);
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
  readonly fates: readonly Fate[];
}

/** Inserts the messages and gives the number of their segments. */
function insertMessages(world: World, batch: BatchFrame, messages: readonly AcceptedMessage[]): number {
  const own = batch.sender.digits;
  const isOptedOut = prepareOptOutTest(world, own);
  const insert = world.db.prepare(INSERT_MESSAGE);
  const firstId = nextMessageId(world);
  let total = 0;
  messages.forEach(({ party, text }, index) => {
    const segments = countSegments(text ?? batch.text ?? '');
    total += segments;
    const sentAt = batch.startAt + batch.interval * (index + 1);
    const ids = { id: firstId + index, batch: batch.ordinal, own, party, text };
    const end = decideEnd(world, batch, { party, text, index, sentAt, segments }, isOptedOut(party, sentAt));
    insert.run({ ...ids, createdAt: batch.createdAt + 1 + index, sentAt, ...end });
    if (end.errorCode === 'SMS-CAR-413' && end.finalAt !== null) {
      recordConsent(world, { own, party, at: end.finalAt, status: 'OptOut', source: 'Carrier' });
    }
  });
  return total;
}

interface Waiting extends AcceptedMessage {
  readonly index: number;
  readonly sentAt: number;
  readonly segments: number;
}

/** What becomes of a message: as the columns of its row. */
function decideEnd({ settings }: World, batch: BatchFrame, message: Waiting, isOptedOut: boolean) {
  const { party, text, index, sentAt, segments } = message;
  const { seed, segmentPriceMicros } = settings;
  const draws = createDraws(seed, batch.sender.digits, party, text ?? batch.text ?? '', batch.ordinal);
  const forced = findFate(seed, batch.fates, batch.ordinal, index) ?? findMagicNumber(party);
  const outcome = drawOutcome(draws, forced, isOptedOut);
  const { finalAt, costAt } = scheduleMessage(settings, outcome, sentAt);
  const { finalStatus, errorCode } = outcome;
  const isBare = finalStatus === 'SendingFailed' && costAt === null;
  const cost = costAt === null ? null : segments * segmentPriceMicros;
  return { finalAt, finalStatus, errorCode, segments: isBare ? null : segments, cost, costAt };
}

const INSERT_MESSAGE = `INSERT INTO messages VALUES (:id, :batch, 0, :own, :party, :text, :createdAt, :sentAt,
  :finalAt, :finalStatus, :errorCode, :segments, :cost, :costAt)`;

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
