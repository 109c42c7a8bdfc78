import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlLedger } from '../core/ledger.ts';
import { DATABASE } from './claim.ts';
import { controlLedger } from './control-ledger.ts';
import { openKeyHolder } from './hash-key.ts';
import { isUnborn } from './made.ts';
import { openChecked, upgradeLedger } from './open.ts';
import { reportLedger } from './report-ledger.ts';
import { setUp } from './set-up.ts';

/**
 * Opens the ledger for a person's word on a run, beside whoever is driving it: without the workspace's lock and without
 * an epoch, because it writes nothing that a driver writes. Null where there is no ledger yet.
 *
 * @throws LedgerError `damaged`, `foreign`, `newer`, `disk`.
 */
export function openLedgerForControl(directory: string): ControlLedger | null {
  const path = join(directory, DATABASE);
  if (!existsSync(path) || isUnborn(directory, path)) return null;
  upgradeLedger(directory);
  return openChecked(path, {}, (sql) => {
    setUp(sql, path);
    return {
      ...reportLedger(sql, openKeyHolder(sql, directory)),
      ...controlLedger(sql),
      close: () =>
        Promise.resolve().then(() => {
          sql.close();
        }),
    };
  });
}
