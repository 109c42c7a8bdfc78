import type { JournalEntry } from '../core/journal.ts';
import type { BatchRecord, MessageTally, RecipientRecord, ReportLedger } from '../core/ledger.ts';
import type { RejectCode, RejectedRow } from '../core/recipient.ts';
import type { Run } from '../core/run.ts';
import { countCalls } from './call-ledger.ts';
import { doubtfulBatches, worstLagMs } from './doubt-records.ts';
import type { KeyHolder } from './hash-key.ts';
import { ownedIds } from './remote-batches.ts';
import { recipientRecordsOf } from './recipient-records.ts';
import { BATCH_COLUMNS, toBatch, toNanos, toRun, type BatchRow, type RunRow } from './rows.ts';
import { inTurn } from './in-turn.ts';
import { packedRows } from './packed-rows.ts';
import type { Sql } from './sql.ts';

/** Few: rows that wait are kept by a collector that comes often, and cost more than a read. */
const REJECTED_ROWS_A_READ = 100;

/** Reads runs. Each read is short: no statement stays open while the caller writes its files. */
export function reportLedger(sql: Sql, keys: KeyHolder): ReportLedger {
  return {
    findRun: (name) => inTurn(() => findRun(sql, name)),
    listRuns: (filter) =>
      inTurn(() =>
        sql
          .all<RunRow>("SELECT * FROM run WHERE state <> 'draft' ORDER BY id")
          .map(toRun)
          .filter((run) => filter?.campaign === undefined || run.campaign === filter.campaign)
          .filter((run) => filter?.state === undefined || run.state === filter.state),
      ),
    findRunBySource: (source) =>
      inTurn(() => findRunBySource(sql, source) ?? findPurgedRun(sql, keys, source)),
    countRejectedRows: (runId) =>
      inTurn(() =>
        Object.fromEntries(
          sql
            .all<{ code: RejectCode; n: number }>(
              'SELECT code, count(*) AS n FROM rejected_row WHERE run_id = ? GROUP BY code ORDER BY code',
              runId,
            )
            .map((row) => [row.code, row.n]),
        ),
      ),
    batchRecords: (runId) => batchRecords(sql, runId),
    recipientRecords: (runId) => recipientRecords(sql, runId),
    rejectedRows: (runId) => rejectedRows(sql, runId),
    widestRejectedRow: (runId) => inTurn(() => widestRejectedRow(sql, runId)),
    countRepeatedMessageIds: (runId) =>
      inTurn(
        () =>
          sql.get<{ n: number }>(
            // Sorted rather than gathered in a tree, as count(DISTINCT) does: the more ids, the more that differs.
            `SELECT coalesce(sum(rows - 1), 0) AS n FROM (
               SELECT count(*) AS rows FROM message WHERE run_id = ? GROUP BY message_id)`,
            runId,
          )?.n ?? 0,
      ),
    journal: (runId) =>
      inTurn(() =>
        sql.all<JournalEntry>(
          'SELECT at, epoch, batch, who, kind, detail FROM journal WHERE run_id = ? ORDER BY id',
          runId,
        ),
      ),
    countCalls: (runId) => inTurn(() => countCalls(sql, runId)),
    doubtfulBatches: (runId) => inTurn(() => doubtfulBatches(sql, runId)),
    worstLagMs: (world) => inTurn(() => worstLagMs(sql, world)),
  };
}

function findRun(sql: Sql, name: string): Run | null {
  const row = sql.get<RunRow>("SELECT * FROM run WHERE state <> 'draft' AND name = ?", name);
  return row === null ? null : toRun(row);
}

type Source = Parameters<ReportLedger['findRunBySource']>[0];

function findRunBySource(sql: Sql, source: Source): Run | null {
  const row = sql.get<RunRow>(
    `SELECT * FROM run WHERE state <> 'draft' AND campaign = ? AND world = ? AND source_sha256 = ?
       AND settings_sha256 = ? ORDER BY id DESC LIMIT 1`,
    source.campaign,
    source.world,
    source.sourceSha256,
    source.settingsSha256,
  );
  return row === null ? null : toRun(row);
}

/** A purged run keeps keyed hashes of what it came from. */
function findPurgedRun(sql: Sql, keys: KeyHolder, source: Source): Run | null {
  if (sql.get('SELECT 1 AS yes FROM run WHERE purged_at IS NOT NULL LIMIT 1') === null) return null;
  const { word } = keys.read();
  const { sourceSha256, settingsSha256 } = source;
  return findRunBySource(sql, {
    ...source,
    sourceSha256: word(sourceSha256),
    settingsSha256: word(settingsSha256),
  });
}

export function readRun(sql: Sql, id: number): Run | null {
  const row = sql.get<RunRow>("SELECT * FROM run WHERE state <> 'draft' AND id = ?", id);
  return row === null ? null : toRun(row);
}

export function tallyMessages(sql: Sql, runId: number, batch: number): MessageTally[] {
  interface Row {
    readonly status: string;
    readonly errorCode: string | null;
    readonly count: number;
    readonly cost: string;
    readonly unpriced: number;
    readonly costless: number;
    readonly segments: number;
    readonly oldestUpdate: number | null;
    readonly newestUpdate: number | null;
  }
  return sql
    .all<Row>(
      `SELECT status, error_code AS errorCode, count(*) AS count,
         CAST(coalesce(sum(cost), 0) AS TEXT) AS cost,
         sum(cost IS NULL) AS unpriced, coalesce(sum(cost = 0), 0) AS costless,
         coalesce(sum(segments), 0) AS segments,
         min(updated_at) AS oldestUpdate, max(updated_at) AS newestUpdate
       FROM message WHERE run_id = ? AND batch = ? GROUP BY status, error_code ORDER BY status, error_code`,
      runId,
      batch,
    )
    .map((row) => ({ ...row, cost: BigInt(row.cost) }));
}

type BatchRecordRow = BatchRow & {
  readonly rejected: number;
  readonly provider_cost: number | null;
  readonly statuses_cost: number | null;
};

async function* batchRecords(sql: Sql, runId: number): AsyncGenerator<BatchRecord> {
  let after = 0;
  for (;;) {
    const number = after;
    const row = await inTurn(() =>
      sql.get<BatchRecordRow>(
        `SELECT ${BATCH_COLUMNS}, provider_cost, statuses_cost,
         (SELECT count(DISTINCT coalesce(p.position, -p.ordinal)) FROM provider_rejection p WHERE p.run_id = b.run_id AND p.batch = b.number) AS rejected
       FROM batch b WHERE run_id = ? AND number > ? ORDER BY number LIMIT 1`,
        runId,
        number,
      ),
    );
    if (row === null) return;
    after = row.number;
    yield {
      ...toBatch(row),
      rejected: row.rejected,
      accepted: row.recipients - row.withheld - row.rejected,
      providerCost: toNanos(row.provider_cost),
      statusesCost: toNanos(row.statuses_cost),
      batchIds: idsOf(sql, runId, row),
      tallies: tallyMessages(sql, runId, row.number),
    };
  }
}

/** More than one only where it is duplicated; what is linked isn't listed by batch, so each other look would read it all. */
function idsOf(sql: Sql, runId: number, { state, number, batch_id: id }: BatchRow): readonly string[] {
  if (state === 'duplicated') return ownedIds(sql, runId, number);
  return id === null ? [] : [id];
}

async function* recipientRecords(sql: Sql, runId: number): AsyncGenerator<RecipientRecord> {
  let after = 0;
  for (;;) {
    const number = after;
    const row = await inTurn(() =>
      sql.get<BatchRow>(
        `SELECT ${BATCH_COLUMNS} FROM batch WHERE run_id = ? AND number > ? ORDER BY number LIMIT 1`,
        runId,
        number,
      ),
    );
    if (row === null) return;
    after = row.number;
    yield* recipientRecordsOf(sql, runId, toBatch(row));
  }
}

type RejectedTuple = readonly [
  line: number,
  phone: string,
  code: RejectCode,
  reason: string,
  cells: readonly string[],
];

async function* rejectedRows(sql: Sql, runId: number): AsyncGenerator<RejectedRow> {
  let after = -1;
  for (;;) {
    const last = after;
    const rows = await inTurn(() =>
      packedRows<RejectedTuple>(
        sql,
        // The cells are JSON as they stand: read with the rows, not each by itself.
        ['line', 'phone', 'code', 'reason', 'json(cells)'],
        `SELECT line, phone, code, reason, cells FROM rejected_row WHERE run_id = ? AND line > ?
         ORDER BY line LIMIT ${REJECTED_ROWS_A_READ}`,
        runId,
        last,
      ),
    );
    if (rows.length === 0) return;
    for (const [line, phone, code, reason, cells] of rows) {
      after = line;
      yield { line, phone, code, reason, cells };
    }
  }
}

function widestRejectedRow(sql: Sql, runId: number): number {
  const row = sql.get<{ widest: number }>(
    'SELECT coalesce(max(json_array_length(cells)), 0) AS widest FROM rejected_row WHERE run_id = ?',
    runId,
  );
  return row?.widest ?? 0;
}
