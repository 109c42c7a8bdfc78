import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BATCH_MOVES, BATCH_STATES, type BatchState } from '../../../src/core/batch.ts';
import { openDatabase, type SqliteDatabase } from '../../../src/ledger/driver.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
let database: SqliteDatabase;

/** A run of one batch in doubt with a rejected row, written through the port; then a bare connection to it. */
beforeEach(async () => {
  const directory = newDirectory();
  const ledger = openLedger(directory, 'campaign run', openFakeClock());
  const row = { line: 9, phone: '1', code: 'invalid-phone', reason: 'short', cells: ['1'] } as const;
  const run = await freezeRun(ledger, { members: [{ phones: phones(2) }], rejected: [row] });
  await ledger.offer(run.id, 1, { at: T0, bodySha256: 'c', isResend: false });
  const rejected = [{ index: 1, to: null, errorCode: 'X', description: null }];
  const remote = { id: 'b1', from: null, size: 2, processed: 0, status: 'Processing' };
  const batch = { ...remote, createdAt: null, updatedAt: null, cost: null };
  const record = { at: T0, status: 201, errorCode: null, requestId: null };
  await ledger.recordOutcome(run.id, 1, { to: 'accepted', batch, rejected }, record);
  await ledger.addOptOuts([{ phone: 1, from: 0, world: 'any', source: 'manual' }], { at: T0, who: 'ann' });
  await ledger.close();
  database = openDatabase(join(directory, 'ledger.db'));
  database.exec('PRAGMA foreign_keys = ON');
});

afterEach(() => {
  database.close();
});

describe('the moves that the database allows', () => {
  const pairs = BATCH_STATES.flatMap((from) => BATCH_STATES.map((to) => [from, to] as const));

  it('are BATCH_MOVES, pair by pair, and staying where it is', () => {
    const allowed = pairs.filter(([from, to]) => from === to || BATCH_MOVES[from].includes(to));
    expect(pairs.filter(([from, to]) => isAllowed(from, to))).toEqual(allowed);
  });

  it('begin as planned', () => {
    const born = BATCH_STATES.filter((state) => !fails(insertBatch(state)));
    expect(born).toEqual(['planned']);
  });

  it('bring every state within reach', () => {
    expect(BATCH_STATES.map((state) => pathTo(state).at(-1))).toEqual(BATCH_STATES);
  });

  it.each([
    ['fewer', insertBatch('planned')],
    [
      'more',
      `${insertWhole()}; INSERT INTO recipient SELECT run_id, 2, 2, line, phone, placeholders, text, segments, area
      FROM recipient WHERE batch = 2`,
    ],
  ])('offer no batch with %s recipients than it was frozen with', (_, insert) => {
    database.exec(insert);
    expect(fails("UPDATE batch SET state = 'submitting' WHERE number = 2")).toBe(true);
  });

  it('take no batch without an id for accepted', () => {
    database.exec(insertWhole());
    database.exec("UPDATE batch SET state = 'submitting' WHERE number = 2");
    expect(fails("UPDATE batch SET state = 'accepted' WHERE number = 2")).toBe(true);
  });

  it('take no batch for in doubt without saying since when', () => {
    database.exec(insertWhole());
    database.exec("UPDATE batch SET state = 'submitting' WHERE number = 2");
    expect(fails("UPDATE batch SET state = 'in_doubt' WHERE number = 2")).toBe(true);
    expect(fails("UPDATE batch SET state = 'in_doubt', doubted_at = 1 WHERE number = 2")).toBe(false);
  });

  it.each(['paused_at = 1', "state = 'cancelled'", "state = 'finished'"])(
    'offer nothing of a run once %s, whoever asks; what is taken goes on',
    (stop) => {
      database.exec(insertWhole());
      database.exec(`UPDATE run SET ${stop}`);
      expect(fails("UPDATE batch SET state = 'submitting' WHERE number = 2")).toBe(true);
      expect(fails("UPDATE batch SET state = 'settled' WHERE number = 1")).toBe(false);
    },
  );
});

describe('what the database refuses, whoever asks', () => {
  it.each([
    ['a batch to be deleted', 'DELETE FROM batch'],
    ['a batch without its run', 'UPDATE batch SET run_id = 99'],
    ['a state nobody knows', "UPDATE batch SET state = 'lost'"],
    ['a recipient to change', 'UPDATE recipient SET phone = 1'],
    ['a recipient to move to another batch', 'UPDATE recipient SET batch = 2'],
    ['a recipient of a frozen run to be deleted', 'DELETE FROM recipient'],
    ['a number twice in a run', 'INSERT INTO run_phone SELECT run_id, phone, 2, 1 FROM run_phone LIMIT 1'],
    ['a number of a run to change', 'UPDATE run_phone SET phone = phone + 9'],
    ['a number of a run to be forgotten', 'DELETE FROM run_phone'],
    [
      'a draft to become a run without its numbers',
      `INSERT INTO run (campaign, state, planned_at) VALUES ('x', 'draft', 0);
       UPDATE run SET state = 'open', name = 'x-1', world = 'live', rows = 1, recipients = 1, rejected_rows = 0
         WHERE campaign = 'x'`,
    ],
    ['the journal to change', "UPDATE journal SET detail = ''"],
    ['the journal to shrink', 'DELETE FROM journal'],
    ['the ownership of a remote batch to change', 'UPDATE remote_batch SET batch = 1'],
    ['the ownership of a remote batch to be forgotten', 'DELETE FROM remote_batch'],
    ['a rejection to change', 'UPDATE provider_rejection SET position = 2'],
    ['a rejection to be deleted', 'DELETE FROM provider_rejection'],
    ['the log of opt-outs to change', "UPDATE opt_out_log SET who = 'nobody'"],
    ['the log of opt-outs to shrink', 'DELETE FROM opt_out_log'],
    ['a remote batch to have two owners', "INSERT INTO remote_batch VALUES ('b1', 1, 1, 'found', 0)"],
    ['a run whose rows do not add up', 'UPDATE run SET rows = rows + 1'],
    ['text where a number belongs', "UPDATE batch SET recipients = 'many'"],
  ])('%s', (_, sql) => {
    expect(fails(sql)).toBe(true);
  });
});

function insertBatch(state: string): string {
  return `INSERT INTO batch (run_id, number, sender, state, recipients, segments)
    SELECT 1, max(number) + 1, '+16505550100', '${state}', 1, 1 FROM batch`;
}

/** Batch 2 with its one recipient. */
function insertWhole(): string {
  return `${insertBatch('planned')};
    INSERT INTO recipient (run_id, batch, position, line, phone, segments) VALUES (1, 2, 1, 7, 12025550199, 1)`;
}

/** Brings a new batch to a state by allowed moves, then tries the move. */
function isAllowed(from: BatchState, to: BatchState): boolean {
  database.exec('BEGIN');
  database.exec(insertWhole());
  database.exec("UPDATE batch SET batch_id = 'r', doubted_at = 0 WHERE number = 2");
  for (const state of pathTo(from)) database.exec(`UPDATE batch SET state = '${state}' WHERE number = 2`);
  const isRefused = fails(`UPDATE batch SET state = '${to}' WHERE number = 2`);
  database.exec('ROLLBACK');
  return !isRefused;
}

function fails(sql: string): boolean {
  try {
    database.exec(sql);
    return false;
  } catch {
    return true;
  }
}

/** The shortest way from `planned` to a state. */
function pathTo(state: BatchState): readonly BatchState[] {
  const paths: BatchState[][] = [['planned']];
  for (const path of paths) {
    const last = path.at(-1) ?? 'planned';
    if (last === state) return path;
    paths.push(...BATCH_MOVES[last].filter((next) => !path.includes(next)).map((next) => [...path, next]));
  }
  return [];
}
