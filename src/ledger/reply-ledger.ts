import { splitValues } from '../core/recipient.ts';
import type { RepliedTo, ReplyLedger } from '../core/reply.ts';
import type { KeyHolder } from './hash-key.ts';
import { inTurn } from './in-turn.ts';
import type { Sql } from './sql.ts';

/** Finds whom a run texted, by their phones. */
export function replyLedger(sql: Sql, keys: KeyHolder): ReplyLedger {
  return {
    firstOfferAt: (runId) =>
      inTurn(
        () =>
          sql.get<{ at: number | null }>(
            'SELECT min(first_offered_at) AS at FROM batch WHERE run_id = ?',
            runId,
          )?.at ?? null,
      ),
    repliedTo: (runId, phones) =>
      inTurn(() => {
        const isPurged =
          sql.get('SELECT 1 AS yes FROM run WHERE id = ? AND purged_at IS NOT NULL', runId) !== null;
        if (!isPurged) return phones.flatMap((phone) => findRecipient(sql, runId, phone));
        const key = keys.read();
        return phones.flatMap((phone) => findPurged(sql, runId, phone, key.phone(phone)));
      }),
  };
}

interface Row {
  readonly number: number;
  readonly sender: string;
  readonly first_offered_at: number;
}

const OFFERED = 'b.number, b.sender, b.first_offered_at';

function findRecipient(sql: Sql, runId: number, phone: number): RepliedTo[] {
  return sql
    .all<Row & { readonly line: number; readonly placeholders: string | null }>(
      `SELECT ${OFFERED}, r.line, r.placeholders FROM run_phone p
         JOIN recipient r ON r.run_id = p.run_id AND r.batch = p.batch AND r.position = p.position
         JOIN batch b ON b.run_id = r.run_id AND b.number = r.batch
       WHERE p.run_id = ? AND p.phone = ? AND b.first_offered_at IS NOT NULL`,
      runId,
      phone,
    )
    .map((row) => ({ ...toOffered(phone, row), line: row.line, values: splitValues(row.placeholders) }));
}

function findPurged(sql: Sql, runId: number, phone: number, hash: string): RepliedTo[] {
  return sql
    .all<Row>(
      `SELECT ${OFFERED} FROM run JOIN purged_contact c ON c.world = run.world AND c.phone_hash = ?2
           AND c.run_id = run.id
         JOIN batch b ON b.run_id = c.run_id AND b.number = c.batch
       WHERE run.id = ?1 AND b.first_offered_at IS NOT NULL`,
      runId,
      hash,
    )
    .map((row) => ({ ...toOffered(phone, row), line: null, values: [] }));
}

function toOffered(phone: number, { number, sender, first_offered_at: offeredAt }: Row) {
  return { phone, from: sender, batch: number, offeredAt };
}
