import type { Act } from '../core/doubt.ts';
import type { ControlLedger } from '../core/ledger.ts';
import type { OptOutEditor } from '../core/opt-out.ts';
import { note } from './journal.ts';
import { optOutEditor } from './opt-out-ledger.ts';
import type { Sql } from './sql.ts';
import type { StatementLedger } from '../core/statement.ts';
import { keepStatement } from './statement-ledger.ts';

/** The epoch of acts that are nobody's drive of a run. */
const NO_EPOCH = 0;

/**
 * Writes what a person says about a run that another process may be driving. Each act is one transaction that moves
 * only what nobody is submitting: the driver meets it at its next step, and an offer that comes later is refused.
 */
export function controlLedger(
  sql: Sql,
): Pick<ControlLedger, 'pause' | 'cancel'> & OptOutEditor & StatementLedger {
  const write = <T>(work: () => T): Promise<T> => Promise.resolve().then(() => sql.transaction(work));
  return {
    ...optOutEditor(sql, write),
    pause: (runId, act) => write(() => pause(sql, runId, act)),
    cancel: (runId, act) => write(() => cancel(sql, runId, act)),
    keepStatement: (statement) => write(() => keepStatement(sql, statement)),
  };
}

function pause(sql: Sql, runId: number, { at, who }: Act): boolean {
  const changed = sql.run(
    "UPDATE run SET paused_at = ? WHERE id = ? AND state = 'open' AND paused_at IS NULL",
    at,
    runId,
  );
  if (changed === 1) note(sql, { runId, at, epoch: NO_EPOCH, who, kind: 'paused', detail: '' });
  return changed === 1;
}

function cancel(sql: Sql, runId: number, { at, who }: Act): number | null {
  const changed = sql.run(
    "UPDATE run SET state = 'cancelled', cancelled_at = ? WHERE id = ? AND state = 'open'",
    at,
    runId,
  );
  if (changed !== 1) return null;
  const abandoned = sql.run(
    `UPDATE batch SET state = 'abandoned', settled_at = ? WHERE run_id = ? AND state IN ('planned', 'refused')`,
    at,
    runId,
  );
  sql.run("UPDATE batch SET resend_at = NULL WHERE run_id = ? AND state = 'in_doubt'", runId);
  const detail = `${abandoned} batches were not submitted`;
  note(sql, { runId, at, epoch: NO_EPOCH, who, kind: 'cancelled', detail });
  return abandoned;
}
