import type { World } from './world.ts';

/** A message as the API shows it at an instant: costs and segments are null until they are known. */
export interface MessageView {
  readonly id: number;
  readonly batch_id: string | null;
  readonly is_inbound: number;
  readonly own: number;
  readonly party: number;
  readonly text: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly status: string;
  readonly error_code: string | null;
  readonly segments: number | null;
  readonly cost: number | null;
}

export interface MessageFilter {
  readonly from: number;
  readonly to: number;
  readonly batchId: string | null;
  readonly isInbound: boolean | null;
  /** Digits of numbers that may be the other party (`parties`) or our own (`owns`); both empty for all. */
  readonly parties: readonly number[];
  readonly owns: readonly number[];
}

const STATUS = `CASE WHEN m.sent_at > :now THEN 'Queued'
  WHEN m.final_at IS NULL OR m.final_at > :now THEN 'Sent' ELSE m.final_status END`;
const COST = 'CASE WHEN m.cost_at <= :now THEN m.cost END';
const ERROR = 'CASE WHEN m.final_at <= :now THEN m.error_code END';

const VIEW = `SELECT m.id, b.id AS batch_id, m.is_inbound, m.own, m.party, coalesce(m.text, b.text, '') AS text,
  m.created_at, ${STATUS} AS status, ${ERROR} AS error_code, ${COST} AS cost,
  CASE WHEN m.sent_at <= :now THEN m.segments END AS segments,
  max(m.created_at, iif(m.sent_at <= :now, m.sent_at, 0), iif(m.final_at <= :now, m.final_at, 0),
    iif(m.cost_at <= :now, m.cost_at, 0)) AS modified_at
  FROM messages m LEFT JOIN batches b ON b.ordinal = m.batch`;

/** Messages that match, newest first, below the id that the page before ended with. */
export function listMessages(
  world: World,
  now: number,
  filter: MessageFilter,
  page: { readonly before: number; readonly limit: number },
): MessageView[] {
  const where = buildWhere(filter);
  return world.db
    .prepare(`${VIEW} WHERE m.id < :before AND ${where.sql} ORDER BY m.id DESC LIMIT :limit`)
    .all({ now, ...where.values, ...page }) as MessageView[];
}

/** One message by its id. */
export function findMessage(world: World, now: number, id: number): MessageView | undefined {
  return world.db.prepare(`${VIEW} WHERE m.id = :id`).get({ now, id }) as MessageView | undefined;
}

export interface StatusCount {
  readonly status: string;
  readonly error_code: string | null;
  readonly count: number;
  /** Sum of the costs known so far, in millionths of a dollar. */
  readonly cost: number | null;
}

/** How many of the matching messages are in which status, by error code. */
export function countStatuses(world: World, now: number, filter: MessageFilter): StatusCount[] {
  const where = buildWhere(filter);
  return world.db
    .prepare(
      `SELECT ${STATUS} AS status, ${ERROR} AS error_code, count(*) AS count, sum(${COST}) AS cost
       FROM messages m WHERE ${where.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all({ now, ...where.values }) as StatusCount[];
}

/** Everything that was ever accepted for sending, oldest first, whatever the API would show: the tests' oracle. */
export interface TrueMessage extends MessageView {
  readonly final_status: string;
  readonly final_code: string | null;
  readonly final_cost: number | null;
}

/** A page of the oracle, above the id that the page before ended with. */
export function listTrueMessages(world: World, now: number, after: number, limit: number): TrueMessage[] {
  const columns = 'm.final_status, m.error_code AS final_code, m.cost AS final_cost';
  return world.db
    .prepare(
      `${VIEW.replace('FROM messages', `, ${columns} FROM messages`)}
       WHERE m.id > :after AND m.is_inbound = 0 ORDER BY m.id LIMIT :limit`,
    )
    .all({ now, after, limit }) as TrueMessage[];
}

function buildWhere(filter: MessageFilter): {
  readonly sql: string;
  readonly values: Record<string, number | string>;
} {
  const { from, to, batchId, isInbound, parties, owns } = filter;
  const conditions = ['m.created_at BETWEEN :from AND :to'];
  const values: Record<string, number | string> = { from, to };
  if (batchId !== null) {
    conditions.push('m.batch = (SELECT ordinal FROM batches WHERE id = :batchId)');
    values['batchId'] = batchId;
  }
  if (isInbound !== null) conditions.push(`m.is_inbound = ${Number(isInbound)}`);
  // Digits only, so they are safe in the text; `+` keeps the planner off an index that would match everything.
  const ownList = owns.length === 0 ? [] : [`+m.own IN (${owns.join(', ')})`];
  const partyList = parties.length === 0 ? [] : [`m.party IN (${parties.join(', ')})`];
  if (ownList.length + partyList.length > 0) conditions.push(`(${[...ownList, ...partyList].join(' OR ')})`);
  return { sql: conditions.join(' AND '), values };
}
