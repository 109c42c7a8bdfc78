import type { Batch } from '../core/batch.ts';
import { DefectError } from '../core/error.ts';
import type { ErrorCounts, PacingLedger, QueuedBatch } from '../core/pacing.ts';
import type { Alarm, World } from '../core/run.ts';
import { toSmsCode } from '../core/sms-code.ts';
import { inTurn } from './in-turn.ts';
import { note } from './journal.ts';
import { formatLimits, parseLimits } from './limits-text.ts';
import { BATCH_COLUMNS, toBatch, type BatchRow } from './rows.ts';
import { readSpend } from './spend.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

/** What may be offered next, what was offered of late, and what alarms have to look at. */
export function pacingLedger(sql: Sql, epoch: number): PacingLedger {
  const write = openWrite(sql, epoch);
  return {
    plannedHeads: (runId, looksAtDoubt) => inTurn(() => plannedHeads(sql, runId, looksAtDoubt)),
    plannedAfter: (runId, batch, looksAtDoubt) => inTurn(() => plannedAfter(sql, runId, batch, looksAtDoubt)),
    queuedBatches: (world) => inTurn(() => queuedBatches(sql, world)),
    offeredSince: (world, at) => inTurn(() => offeredSince(sql, world, at)),
    limitedAt: (world) => inTurn(() => bySender(sql, LIMITED_AT, world)),
    readSpend: (runId) => inTurn(() => readSpend(sql, runId)),
    errorCounts: (runId, after) => inTurn(() => errorCounts(sql, runId, after)),
    recordErrorCounts: (runId, batch, counts, at) =>
      write(() => {
        recordErrorCounts(sql, runId, batch, counts, at);
        sql.run('UPDATE batch SET glanced_at = ? WHERE run_id = ? AND number = ?', at, runId, batch);
      }),
    recordStatusesCost: (runId, batch, cost) =>
      write(() => {
        sql.run('UPDATE batch SET statuses_cost = ? WHERE run_id = ? AND number = ?', cost, runId, batch);
      }),
    trip: (runId, alarm, at) => write(() => trip(sql, epoch, runId, alarm, at)),
    updateLimits: (runId, limits) =>
      write(() => {
        sql.run('UPDATE run SET limits = ? WHERE id = ?', formatLimits(limits), runId);
      }),
  };
}

/** Senders that must wait. Parameters: 1 the run, 2 the looks. */
const BUSY = `busy AS MATERIALIZED (SELECT sender FROM batch
  WHERE run_id = ?1 AND state IN ('submitting', 'in_doubt') GROUP BY sender
  HAVING NOT (count(*) = 1 AND min(state) = 'in_doubt' AND min(clean_looks) >= ?2))`;

function plannedHeads(sql: Sql, runId: number, looksAtDoubt: number): Batch[] {
  return sql
    .all<BatchRow>(
      // The other columns are those of the row with the least: sqlite.org/lang_select.html, section 2.5.
      `WITH ${BUSY} SELECT ${BATCH_COLUMNS}, min(iif(attempts > 0, ${LAST}, 0) + number) AS place FROM batch
       WHERE run_id = ?1 AND state = 'planned' AND sender NOT IN (SELECT sender FROM busy)
       GROUP BY sender, window ORDER BY place`,
      runId,
      looksAtDoubt,
    )
    .map(toBatch);
}

/** More than any batch's number. */
const LAST = 1_000_000_000;

function plannedAfter(
  sql: Sql,
  runId: number,
  { number, window }: Batch,
  looksAtDoubt: number,
): Batch | null {
  const row = sql.get<BatchRow>(
    `WITH ${BUSY} SELECT ${BATCH_COLUMNS} FROM batch
     WHERE run_id = ?1 AND state = 'planned' AND number > ?3 AND window = ?4 AND attempts = 0
       AND sender NOT IN (SELECT sender FROM busy) ORDER BY number LIMIT 1`,
    runId,
    looksAtDoubt,
    number,
    window,
  );
  return row === null ? null : toBatch(row);
}

interface QueuedRow {
  readonly run_id: number;
  readonly number: number;
  readonly sender: string;
  readonly submitted_at: number;
  readonly messages: number;
  readonly processed: number | null;
  readonly listed_at: number | null;
}

function queuedBatches(sql: Sql, world: World): QueuedBatch[] {
  return sql
    .all<QueuedRow>(
      `SELECT b.run_id, b.number, b.sender, b.submitted_at, b.recipients - b.withheld AS messages, b.processed, l.listed_at
       FROM batch b JOIN run ON run.id = b.run_id
         LEFT JOIN listing l ON l.run_id = b.run_id AND l.sender = b.sender AND l.listed_at > b.submitted_at
       WHERE run.world = ? AND b.state IN ('submitting', 'in_doubt', 'accepted', 'processing')
         AND b.submitted_at IS NOT NULL
       ORDER BY b.submitted_at, b.number`,
      world,
    )
    .map((row) => ({
      runId: row.run_id,
      batch: row.number,
      from: row.sender,
      submittedAt: row.submitted_at,
      messages: row.messages,
      processed: row.processed,
      listedAt: row.listed_at,
    }));
}

const OFFERED_SINCE = `SELECT b.sender, sum(b.recipients - b.withheld) AS n FROM batch b JOIN run ON run.id = b.run_id
  WHERE run.world = ? AND b.submitted_at >= ? AND b.state NOT IN ('planned', 'refused') GROUP BY b.sender`;
// The limits of whatever sends today, and of what has sent: they say which numbers share a day.
const LIMITS_SINCE = `SELECT limits FROM run WHERE world = ?1 AND limits IS NOT NULL AND (state = 'open'
  OR EXISTS (SELECT 1 FROM batch b WHERE b.run_id = run.id AND b.submitted_at >= ?2))`;
const LIMITED_AT = `SELECT b.sender, max(b.limited_at) AS n FROM batch b JOIN run ON run.id = b.run_id
  WHERE run.world = ? AND b.limited_at IS NOT NULL GROUP BY b.sender`;

function offeredSince(sql: Sql, world: World, at: number): Map<string, number> {
  const offered = bySender(sql, OFFERED_SINCE, world, at);
  const groups = new Map<string, Set<string>>();
  for (const { limits } of sql.all<{ limits: string }>(LIMITS_SINCE, world, at)) {
    for (const { from, capGroup } of parseLimits(limits).senders) {
      if (capGroup !== from) groups.set(capGroup, (groups.get(capGroup) ?? new Set()).add(from));
    }
  }
  const shared = [...groups].map(([group, senders]) => {
    const sum = [...senders].reduce((all, from) => all + (offered.get(from) ?? 0), 0);
    return [group, sum] as const;
  });
  return new Map([...offered, ...shared]);
}

function bySender(sql: Sql, query: string, ...values: (string | number)[]): Map<string, number> {
  return new Map(
    sql.all<{ sender: string; n: number }>(query, ...values).map(({ sender, n }) => [sender, n]),
  );
}

function errorCounts(sql: Sql, runId: number, after: number | null): Map<string, ErrorCounts> {
  const sums = new Map<string, { final: number; codes: Record<string, number> }>();
  for (const { sender, counts } of sql.all<{ sender: string; counts: string }>(
    `SELECT sender, error_counts AS counts FROM batch
     WHERE run_id = ? AND error_counts IS NOT NULL AND first_offered_at > ?`,
    runId,
    after ?? 0,
  )) {
    const sum = sums.get(sender) ?? { final: 0, codes: {} };
    const { final, codes } = JSON.parse(counts) as ErrorCounts;
    sum.final += final;
    for (const [code, n] of Object.entries(codes)) sum.codes[code] = (sum.codes[code] ?? 0) + n;
    sums.set(sender, sum);
  }
  return sums;
}

/**
 * Keeps what a batch's messages came to, and those that were rejected with a code in the reply to its submit; remembers
 * when more of them met a limit than before.
 *
 * @param messages of the messages alone.
 */
export function recordErrorCounts(
  sql: Sql,
  runId: number,
  batch: number,
  messages: ErrorCounts,
  at: number,
): void {
  const counts = addRejections(sql, runId, batch, messages);
  const before = sql.get<{ counts: string | null }>(
    'SELECT error_counts AS counts FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  )?.counts;
  const known = before == null ? null : (JSON.parse(before) as ErrorCounts);
  const isMore = countLimited(counts) > (known === null ? 0 : countLimited(known));
  sql.run(
    `UPDATE batch SET error_counts = ?1, limited_at = CASE WHEN ?2 THEN ?3 ELSE limited_at END
     WHERE run_id = ?4 AND number = ?5`,
    JSON.stringify(counts),
    isMore ? 1 : 0,
    at,
    runId,
    batch,
  );
}

/** The provider makes no message of whom it rejects; where it did, the message counts. */
function addRejections(sql: Sql, runId: number, batch: number, { final, codes }: ErrorCounts): ErrorCounts {
  const sums = { final, codes: { ...codes } };
  for (const { code, n } of sql.all<{ code: string; n: number }>(
    `SELECT error_code AS code, count(DISTINCT coalesce(position, -ordinal)) AS n FROM provider_rejection
     WHERE run_id = ?1 AND batch = ?2 AND error_code IS NOT NULL AND coalesce(position, 0) NOT IN (
       SELECT position FROM message WHERE run_id = ?1 AND batch = ?2 AND position > 0)
     GROUP BY error_code`,
    runId,
    batch,
  )) {
    sums.final += n;
    sums.codes[code] = (sums.codes[code] ?? 0) + n;
  }
  return sums;
}

function countLimited({ codes }: ErrorCounts): number {
  return Object.entries(codes).reduce(
    (sum, [code, n]) => (toSmsCode(code).class === 'limit' ? sum + n : sum),
    0,
  );
}

function trip(sql: Sql, epoch: number, runId: number, { reason, detail }: Alarm, at: number): void {
  const changed = sql.run(
    `UPDATE run SET paused_at = ?, pause_reason = ?, pause_detail = ?
     WHERE id = ? AND state = 'open' AND paused_at IS NULL`,
    at,
    reason,
    detail,
    runId,
  );
  if (changed !== 1)
    throw new DefectError(`run ${runId} can not be paused: it is not open, or paused already`);
  note(sql, { runId, at, epoch, kind: 'alarm', detail: `${reason}: ${detail}` });
}
