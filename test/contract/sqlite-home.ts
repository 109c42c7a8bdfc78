import { join } from 'node:path';
import { openDatabase } from '../../src/ledger/driver.ts';
import { openLedgerForControl } from '../../src/ledger/open-control.ts';
import { openLedger, openLedgerForReading, type OpenOptions } from '../../src/ledger/open.ts';
import { openFakeClock } from '../fakes/clock.ts';
import { CRAMPED_DISK } from '../fakes/disk.ts';
import type { LedgerHome, LoggedOptOut } from './ledger/bench.ts';

/** A ledger in SQLite, in a directory that is still empty. */
export function sqliteHome(parent: string, options: OpenOptions = {}): LedgerHome {
  const directory = join(parent, '.campaign');
  const clock = openFakeClock();
  return {
    open: (command = 'campaign run') =>
      Promise.resolve().then(() => openLedger(directory, command, clock, { disk: CRAMPED_DISK, ...options })),
    openForReading: () => Promise.resolve(openLedgerForReading(directory)),
    openForControl: () => Promise.resolve(openLedgerForControl(directory)),
    takeOver: () => {
      const database = openDatabase(join(directory, 'ledger.db'), { timeout: 1000 });
      database.exec(
        "INSERT INTO epoch (pid, host, command, started_at) VALUES (1, 'other', 'campaign run', 0)",
      );
      database.close();
      return Promise.resolve();
    },
    optOutLog: () => {
      const database = openDatabase(join(directory, 'ledger.db'), { readOnly: true });
      const rows = database
        .prepare('SELECT phone, sender AS "from", world, at, act, source, who FROM opt_out_log ORDER BY id')
        .all();
      database.close();
      return Promise.resolve(rows.map((row) => ({ ...(row as LoggedOptOut) })));
    },
  };
}
