import type { OptOutRecorder } from '../core/opt-out.ts';
import type { Consent } from '../core/provider.ts';
import type { World } from '../core/run.ts';
import { addOptOut } from './opt-out-entries.ts';
import type { Sql } from './sql.ts';
import type { Write } from './write.ts';

/** Takes the provider's list over, page by page. */
export function optOutRecorder(sql: Sql, write: Write): OptOutRecorder {
  return {
    recordOptOuts: (world, consents, at, isLast) =>
      write(() => {
        const added = recordConsents(sql, world, consents, at);
        if (isLast) recordReading(sql, world, at);
        return added;
      }),
  };
}

function recordConsents(sql: Sql, world: World, consents: readonly Consent[], at: number): number {
  let added = 0;
  for (const { to, from, status } of consents) {
    const phone = toDigits(to);
    if (status !== 'OptOut' || phone === null) continue;
    const sender = from === null ? 0 : (toDigits(from) ?? 0);
    const entry = { phone, from: sender, world, source: 'provider', isSeen: true };
    added += addOptOut(sql, entry, { at, who: null });
  }
  return added;
}

function recordReading(sql: Sql, world: World, at: number): void {
  sql.run(
    `INSERT INTO opt_out_reading (world, at, records)
     SELECT ?1, ?2, count(*) FROM opt_out WHERE world = ?1 AND seen_at >= ?2
     ON CONFLICT (world) DO UPDATE SET at = excluded.at, records = excluded.records`,
    world,
    at,
  );
}

/** Null where the text holds no number: nobody can be texted there either. */
function toDigits(phone: string): number | null {
  const digits = phone.replaceAll(/\D/g, '');
  return digits === '' || digits.length > 15 ? null : Number(digits);
}
