import type { World } from './world.ts';

export type Availability = (typeof AVAILABILITIES)[number];

/** One of a message's other parties as the API shows it at an instant. */
export interface StoredParty {
  readonly party: number;
  readonly status: string;
  readonly error_code: string | null;
  readonly segments: number | null;
  /** When it was delivered; null while it isn't, and for an inbound message. */
  readonly delivered_at: number | null;
  readonly modified_at: number;
}

/** A message of the extension's store at an instant. Its parties are the recipients, or an inbound one's sender. */
export interface StoredMessage {
  readonly id: number;
  readonly is_inbound: number;
  readonly own: number;
  readonly conversation: number;
  readonly text: string;
  readonly is_read: number;
  readonly created_at: number;
  readonly availability: Availability;
  readonly modified_at: number;
  readonly parties: readonly StoredParty[];
}

export interface StoreFilter {
  readonly from: number;
  readonly to: number;
  /** Empty for all, like the other lists. */
  readonly availabilities: readonly Availability[];
  readonly conversations: readonly number[];
  readonly isInbound: boolean | null;
  readonly isRead: boolean | null;
  /** Digits of a number on either side. */
  readonly number: number | null;
  /** The latest message of each conversation among those that match. */
  readonly isDistinct: boolean;
}

/** A filter that leaves every message in. */
export const EVERYTHING: StoreFilter = {
  from: 0,
  to: Number.MAX_SAFE_INTEGER,
  availabilities: [],
  conversations: [],
  isInbound: null,
  isRead: null,
  number: null,
  isDistinct: false,
};

/** Ids of the messages that match, newest first; a negative limit is none. */
export function listStoredIds(
  world: World,
  now: number,
  filter: StoreFilter,
  page: { readonly offset: number; readonly limit: number },
): number[] {
  const { sql, values } = buildSelection(filter);
  const rows = world.db
    .prepare(`${sql} ORDER BY id DESC LIMIT :limit OFFSET :offset`)
    .all({ now, ...values, ...page }) as { id: number }[];
  return rows.map(({ id }) => id);
}

/** How many messages match. */
export function countStored(world: World, now: number, filter: StoreFilter): number {
  const { sql, values } = buildSelection(filter);
  const row: unknown = world.db.prepare(`SELECT count(*) AS count FROM (${sql})`).get({ now, ...values });
  return (row as { count: number }).count;
}

const AVAILABILITIES = ['Alive', 'Deleted', 'Purged'] as const;

/** How many messages of the store are in which state. */
export function countByAvailability(world: World, now: number): Record<Availability, number> {
  const counts = AVAILABILITIES.map((availability) => {
    const filter = { ...EVERYTHING, availabilities: [availability] };
    return [availability, countStored(world, now, filter)] as const;
  });
  return Object.fromEntries(counts) as Record<Availability, number>;
}

/** Those of the messages that are still there, in the order of `ids`. */
export function loadStored(world: World, now: number, ids: readonly number[]): StoredMessage[] {
  const list = ids.join(', ');
  const messages = world.db
    .prepare(`SELECT ${COLUMNS} FROM stored_messages m WHERE m.id IN (${list}) AND ${IS_THERE}`)
    .all({ now }) as Omit<StoredMessage, 'parties'>[];
  const parties = world.db
    .prepare(`SELECT ${PARTY_COLUMNS} FROM stored_parties p WHERE p.message IN (${list}) ORDER BY p.place`)
    .all({ now }) as (StoredParty & { readonly message: number })[];
  const byMessage = new Map<number, StoredParty[]>(messages.map(({ id }) => [id, []]));
  for (const { message, ...party } of parties) byMessage.get(message)?.push(party);
  const byId = new Map(messages.map((message) => [message.id, message]));
  return ids.flatMap((id) => {
    const message = byId.get(id);
    return message === undefined ? [] : [complete(message, byMessage.get(id) ?? [])];
  });
}

/** One message, while it is there. */
export function findStored(world: World, now: number, id: number): StoredMessage | undefined {
  return loadStored(world, now, [id])[0];
}

/**
 * The message's status over all its recipients (MessageStatusEnum): Queued while one is, SendingFailed when one is,
 * else Sent; with a single party it is that one's.
 */
export function aggregateStatus({ parties }: StoredMessage): string {
  const [first, ...others] = parties;
  if (others.length === 0) return first?.status ?? 'Sent';
  const statuses = parties.map(({ status }) => status);
  return ['Queued', 'SendingFailed'].find((status) => statuses.includes(status)) ?? 'Sent';
}

function complete(message: Omit<StoredMessage, 'parties'>, parties: readonly StoredParty[]): StoredMessage {
  const instants = parties.map((party) => party.modified_at);
  return { ...message, parties, modified_at: Math.max(message.modified_at, ...instants) };
}

const AVAILABILITY = `CASE WHEN m.deleted_at IS NULL THEN 'Alive'
  WHEN m.purged_at > :now THEN 'Deleted' ELSE 'Purged' END`;

/** A purged message is gone for good after a while. */
const IS_THERE = '(m.gone_at IS NULL OR m.gone_at > :now)';

const COLUMNS = `m.id, m.is_inbound, m.own, m.conversation, m.text, m.is_read, m.created_at,
  ${AVAILABILITY} AS availability, max(m.changed_at, iif(m.purged_at <= :now, m.purged_at, 0)) AS modified_at`;

const PARTY_COLUMNS = `p.message, p.party,
  CASE WHEN p.sent_at > :now THEN 'Queued' WHEN p.final_at IS NULL OR p.final_at > :now THEN 'Sent'
    ELSE p.final_status END AS status,
  CASE WHEN p.final_at <= :now THEN p.error_code END AS error_code,
  CASE WHEN p.sent_at <= :now THEN p.segments END AS segments,
  CASE WHEN p.final_at <= :now AND p.final_status = 'Delivered' THEN p.final_at END AS delivered_at,
  max(iif(p.sent_at <= :now, p.sent_at, 0), iif(p.final_at <= :now, p.final_at, 0)) AS modified_at`;

/** The condition on a message `m` of the store, in terms of `:now` and `values`. */
function buildSelection(filter: StoreFilter): {
  readonly sql: string;
  readonly values: Record<string, number>;
} {
  const { from, to, availabilities, conversations, isInbound, isRead, number, isDistinct } = filter;
  const conditions = ['m.created_at BETWEEN :from AND :to', IS_THERE];
  const words = availabilities.map((word) => `'${word}'`);
  if (words.length > 0) conditions.push(`${AVAILABILITY} IN (${words.join(', ')})`);
  if (conversations.length > 0) conditions.push(`m.conversation IN (${conversations.join(', ')})`);
  if (isInbound !== null) conditions.push(`m.is_inbound = ${Number(isInbound)}`);
  if (isRead !== null) conditions.push(`m.is_read = ${Number(isRead)}`);
  if (number !== null)
    conditions.push(
      `(m.own = ${number} OR m.id IN (SELECT message FROM stored_parties WHERE party = ${number}))`,
    );
  const where = `FROM stored_messages m WHERE ${conditions.join(' AND ')}`;
  const sql = isDistinct
    ? `SELECT max(m.id) AS id ${where} GROUP BY m.conversation`
    : `SELECT m.id AS id ${where}`;
  return { sql, values: { from, to } };
}
