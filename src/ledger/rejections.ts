import type { ProviderRejection } from '../core/provider.ts';
import { recordVerdict } from './code-verdict.ts';
import { recordErrorCounts } from './pacing-ledger.ts';
import { NOT_WITHHELD } from './recipients.ts';
import type { Sql } from './sql.ts';

/**
 * Stores the provider's `rejected[]`, which it tells only once. Recipients are matched by number; the index, which
 * counts from 1, serves where the number is missing or unreadable. What matches nobody is kept all the same. A code says
 * of the number, and of the sender, what it says where a message failed with it.
 */
export function recordRejections(
  sql: Sql,
  runId: number,
  batch: number,
  rejected: readonly ProviderRejection[],
  at: number,
): void {
  rejected.forEach((rejection, index) => {
    sql.run(
      `INSERT INTO provider_rejection (run_id, batch, ordinal, position, phone, error_code, description)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      runId,
      batch,
      index + 1,
      findPosition(sql, runId, batch, rejection),
      rejection.to,
      rejection.errorCode,
      rejection.description,
    );
  });
  for (const { phone, code } of sql.all<{ phone: number; code: string }>(CODED, runId, batch)) {
    recordVerdict(sql, runId, batch, { phone, errorCode: code, at });
  }
  // There is no message yet: what the rejections come to is added where the counts are kept.
  if (rejected.length > 0) recordErrorCounts(sql, runId, batch, { final: 0, codes: {} }, at);
}

const CODED = `SELECT r.phone, p.error_code AS code FROM provider_rejection p
  JOIN recipient r ON r.run_id = p.run_id AND r.batch = p.batch AND r.position = p.position
  WHERE p.run_id = ? AND p.batch = ? AND p.error_code IS NOT NULL ORDER BY p.ordinal`;

function findPosition(sql: Sql, runId: number, batch: number, rejection: ProviderRejection): number | null {
  const byNumber = findPositionOfPhone(sql, runId, batch, rejection.to);
  if (byNumber !== null || rejection.index === null || rejection.index < 1) return byNumber;
  // The request held those who were not withheld: the index counts them.
  return (
    sql.get<{ position: number }>(
      `SELECT position FROM recipient r WHERE run_id = ? AND batch = ? AND ${NOT_WITHHELD}
       ORDER BY position LIMIT 1 OFFSET ?`,
      runId,
      batch,
      rejection.index - 1,
    )?.position ?? null
  );
}

/** The position of a recipient in its batch, by E.164 number with or without its plus; null when it isn't there. */
export function findPositionOfPhone(
  sql: Sql,
  runId: number,
  batch: number,
  phone: string | null,
): number | null {
  const digits = phone === null ? '' : phone.replaceAll(/\D/g, '');
  if (digits === '' || digits.length > 15) return null;
  return (
    sql.get<{ position: number }>(
      'SELECT position FROM run_phone WHERE run_id = ? AND phone = ? AND batch = ?',
      runId,
      Number(digits),
      batch,
    )?.position ?? null
  );
}
