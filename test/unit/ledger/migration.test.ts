import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../src/ledger/schema.ts';
import { DAY, openFakeClock } from '../../fakes/clock.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();

/** A ledger as the version before wrote it: a run that is open, a draft, and a run that is purged. */
function writeVersionFour(directory: string): void {
  const database = openDatabase(join(directory, 'ledger.db'));
  MIGRATIONS.slice(0, 4).forEach((migration) => {
    database.exec(migration);
  });
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 4;
    INSERT INTO epoch (pid, host, command, started_at) VALUES (1, 'host', 'campaign run', 0);
    INSERT INTO run (id, campaign, state, planned_at) VALUES (1, 'a', 'draft', 0), (2, 'b', 'draft', 0), (3, 'c', 'draft', 0);
    INSERT INTO recipient (run_id, batch, position, line, phone, segments) VALUES
      (1, 1, 1, 2, 12025550109, 1), (1, 1, 2, 3, 12025550101, 1), (1, 2, 1, 4, 12025550105, 1),
      (2, 1, 1, 2, 12025550101, 1), (3, 1, 1, 2, -10002, 1);
    UPDATE run SET state = 'open', name = 'a-1', world = 'live', rows = 3, recipients = 3, rejected_rows = 0 WHERE id = 1;
    UPDATE run SET state = 'finished', name = 'c-1', world = 'live', rows = 1, recipients = 1, rejected_rows = 0,
      finished_at = 5 WHERE id = 3;
    UPDATE run SET purged_at = 9 WHERE id = 3;`);
  database.close();
}

describe('a ledger of the version before', () => {
  it('gets the numbers of its runs into their table, but of no draft and of none that is purged', async () => {
    const directory = newDirectory();
    writeVersionFour(directory);
    await openLedger(directory, 'campaign status', openFakeClock()).close();
    const database = openDatabase(join(directory, 'ledger.db'), { readOnly: true });
    const rows = database.prepare('SELECT * FROM run_phone').all();
    database.close();
    expect(rows).toEqual([
      { run_id: 1, phone: 12025550101, batch: 1, position: 2 },
      { run_id: 1, phone: 12025550105, batch: 2, position: 1 },
      { run_id: 1, phone: 12025550109, batch: 1, position: 1 },
    ]);
  });

  it('gets the default guard for what was planned, but for a test, a retry, and where it was off', async () => {
    const directory = newDirectory();
    const database = openDatabase(join(directory, 'ledger.db'));
    MIGRATIONS.slice(0, 5).forEach((migration) => {
      database.exec(migration);
    });
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 5;
      INSERT INTO epoch (pid, host, command, started_at) VALUES (1, 'host', 'campaign run', 0);
      INSERT INTO run (id, name, campaign, state, world, rows, recipients, rejected_rows, planned_at, is_test, retry_of)
        VALUES (1, 'a-1', 'a', 'open', 'live', 0, 0, 0, 0, 0, NULL), (2, 'b-1', 'b', 'open', 'live', 0, 0, 0, 0, 0, NULL),
          (3, 'c-1', 'c', 'open', 'live', 0, 0, 0, 0, 1, NULL), (4, 'd-1', 'd', 'open', 'live', 0, 0, 0, 0, 0, 'x-1');
      INSERT INTO journal (run_id, at, epoch, kind, detail) VALUES
        (1, 0, 1, 'planned', '5 recipients; settings: {"price":"0.0119","repeatGuard":"7d"}'),
        (2, 0, 1, 'planned', '5 recipients; settings: {"price":"0.0119","repeatGuard":"off"}');
      INSERT INTO batch (run_id, number, sender, state, recipients, segments) VALUES (1, 1, '+16505550100', 'planned', 1, 1);
      INSERT INTO withheld (run_id, batch, position, at, was_offered) VALUES (1, 1, 1, 0, 0);`);
    database.close();
    await openLedger(directory, 'campaign status', openFakeClock()).close();
    const after = openDatabase(join(directory, 'ledger.db'), { readOnly: true });
    const guards = after.prepare('SELECT repeat_guard_ms AS guard FROM run ORDER BY id').all();
    const reasons = after.prepare('SELECT reason FROM withheld').all();
    after.close();
    expect(guards).toEqual([{ guard: 7 * DAY }, { guard: null }, { guard: null }, { guard: null }]);
    expect(reasons).toEqual([{ reason: 'opted-out' }]);
  });

  it('knows no calls of a run that had begun, and counts them of one that had not', async () => {
    const directory = newDirectory();
    const database = openDatabase(join(directory, 'ledger.db'));
    MIGRATIONS.slice(0, 6).forEach((migration) => {
      database.exec(migration);
    });
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 6;
      INSERT INTO run (id, name, campaign, state, world, rows, recipients, rejected_rows, planned_at, started_at)
        VALUES (1, 'a-1', 'a', 'open', 'live', 0, 0, 0, 0, 5), (2, 'b-1', 'b', 'open', 'live', 0, 0, 0, 0, NULL);`);
    database.close();
    const ledger = openLedger(directory, 'campaign status', openFakeClock());
    for (const id of [1, 2]) await ledger.recordCalls(id, new Map([['GET /a', 1]]));
    expect(await ledger.countCalls(1)).toBeNull();
    expect(await ledger.countCalls(2)).toEqual(new Map([['GET /a', 1]]));
    await ledger.close();
  });
});
