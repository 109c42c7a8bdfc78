import type { World } from '../core/run.ts';
import { toSmsCode } from '../core/sms-code.ts';
import { addOptOut } from './opt-out-entries.ts';
import type { Sql } from './sql.ts';

/** A number that the provider or a carrier refused, whether in the reply to the submit or by a failed message. */
export interface CodedFailure {
  /** E.164 digits without the plus. */
  readonly phone: number;
  readonly errorCode: string;
  readonly at: number;
}

/**
 * Remembers a number that can't be texted, or doesn't want to be, from the code that it was refused with. Must be in a
 * transaction.
 */
export function recordVerdict(sql: Sql, runId: number, batch: number, failure: CodedFailure): void {
  const { phone, errorCode, at } = failure;
  const { suppress } = toSmsCode(errorCode);
  if (suppress === null || phone === 0) return;
  const place = sql.get<{ world: World; sender: string }>(
    'SELECT run.world, b.sender FROM run JOIN batch b ON b.run_id = run.id WHERE run.id = ? AND b.number = ?',
    runId,
    batch,
  );
  if (place === null) return;
  if (suppress === 'opt-out') {
    const entry = { phone, from: Number(place.sender.slice(1)), world: place.world, source: errorCode };
    addOptOut(sql, entry, { at, who: null });
    return;
  }
  sql.run(
    `INSERT INTO bad_number (phone, world, code, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET code = excluded.code, at = excluded.at WHERE excluded.at >= at`,
    phone,
    place.world,
    errorCode,
    at,
  );
}
