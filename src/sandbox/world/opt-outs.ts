import type { World } from './world.ts';

export type ConsentStatus = 'OptIn' | 'OptOut';
type ConsentSource = 'Recipient' | 'Account' | 'Upstream' | 'Carrier';

/** The latest word on a (sender, recipient) pair. */
interface ConsentRow {
  readonly own: number;
  readonly party: number;
  readonly status: ConsentStatus;
  readonly source: ConsentSource;
}

interface ConsentFilter {
  readonly own: number | null;
  readonly party: number | null;
  readonly status: ConsentStatus | null;
  /** The last pair of the page before, in order of (own, party). */
  readonly after: readonly [own: number, party: number];
  readonly limit: number;
}

/** The pairs' statuses at `now`, in order of (own, party). */
export function listConsents(world: World, now: number, filter: ConsentFilter): ConsentRow[] {
  const { own, party, status, after, limit } = filter;
  return world.db
    .prepare(
      `SELECT own, party, status, source FROM (
         SELECT own, party, status, source, max(at) FROM opt_outs
         WHERE at <= :now AND (own, party) > (:afterOwn, :afterParty) AND (:own IS NULL OR own = :own)
           AND (:party IS NULL OR party = :party)
         GROUP BY own, party)
       WHERE :status IS NULL OR status = :status ORDER BY own, party LIMIT :limit`,
    )
    .all({ now, afterOwn: after[0], afterParty: after[1], own, party, status, limit }) as ConsentRow[];
}

/** A test for "has this recipient opted out of `own` at that instant?", prepared once for a whole batch. */
export function prepareOptOutTest(world: World, own: number): (party: number, at: number) => boolean {
  const any: unknown = world.db.prepare('SELECT 1 FROM opt_outs WHERE own = ? LIMIT 1').get(own);
  if (any === undefined) return () => false;
  const latest = world.db.prepare(
    'SELECT status FROM opt_outs WHERE own = ? AND party = ? AND at <= ? ORDER BY at DESC LIMIT 1',
  );
  return (party, at) => (latest.get(own, party, at) as { status: string } | undefined)?.status === 'OptOut';
}

/**
 * Records a consent. An opt-out also fails what waits in the queue for that pair: the platform blocks at sending
 * time, not at acceptance (SMS-RC-413, never billed).
 */
export function recordConsent(world: World, row: ConsentRow & { readonly at: number }): void {
  const { own, party, at, status, source } = row;
  world.db
    .prepare('INSERT OR REPLACE INTO opt_outs (own, party, at, status, source) VALUES (?, ?, ?, ?, ?)')
    .run(own, party, at, status, source);
  if (status === 'OptIn') return;
  world.db
    .prepare(
      `UPDATE messages SET final_at = sent_at, final_status = 'SendingFailed', error_code = 'SMS-RC-413',
         segments = NULL, cost = NULL, cost_at = NULL
       WHERE party = ? AND own = ? AND is_inbound = 0 AND sent_at > ?`,
    )
    .run(party, own, at);
}
