import { BUILT_IN_NUMBERS, buildSender, type OwnedNumber } from '../owned-numbers.ts';
import { type Database, transact } from './database.ts';

/**
 * Makes the world own `senders` (digits) from now on, whatever later starts ask for, and gives all its numbers: the
 * built-in ones, then every sender that it ever got, in that order.
 */
export function ownSenders(db: Database, senders: readonly number[]): OwnedNumber[] {
  const builtIn = new Set(BUILT_IN_NUMBERS.map((number) => number.digits));
  const rows = transact(db, () => {
    const insert = db.prepare('INSERT OR IGNORE INTO senders (digits) VALUES (?)');
    for (const digits of senders) if (!builtIn.has(digits)) insert.run(digits);
    return db.prepare('SELECT digits FROM senders ORDER BY ordinal').all() as { digits: number }[];
  });
  return [...BUILT_IN_NUMBERS, ...rows.map(({ digits }) => buildSender(digits))];
}
