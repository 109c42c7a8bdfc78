import type { World } from './world.ts';

export type ConsentStatus = 'OptIn' | 'OptOut';
/** `Account` is what v2 calls `Api`. */
export type ConsentSource = 'Recipient' | 'Account' | 'Upstream' | 'Carrier';
/** Whether a consent is about the one number of ours or about all of them. */
export type Coverage = 'PhoneNumber' | 'Account';

/** A word on a (sender, recipient) pair. */
export interface ConsentRow {
  readonly own: number;
  readonly party: number;
  readonly at: number;
  readonly status: ConsentStatus;
  readonly source: ConsentSource;
  readonly coverage: Coverage;
}

export interface ConsentFilter {
  /** Empty for all, like `parties` and `statuses`. */
  readonly owns: readonly number[];
  readonly parties: readonly number[];
  readonly statuses: readonly ConsentStatus[];
  readonly coverages: readonly Coverage[];
  /** The last pair of the page before, in order of (own, party). */
  readonly after: readonly [own: number, party: number];
  readonly limit: number;
}

/** The latest word on each pair at `now`, in order of (own, party). */
export function listConsents(world: World, now: number, filter: ConsentFilter): ConsentRow[] {
  const [afterOwn, afterParty] = filter.after;
  return world.db
    .prepare(
      `SELECT own, party, at, status, source, coverage FROM opt_outs word
       WHERE at <= :now AND (own, party) > (:afterOwn, :afterParty)
         AND ${isOneOf('own', filter.owns)} AND ${isOneOf('party', filter.parties)}
         AND ${isOneOf('status', filter.statuses)} AND ${isOneOf('coverage', filter.coverages)}
         AND NOT EXISTS (SELECT 1 FROM opt_outs later WHERE later.own = word.own AND later.party = word.party
           AND later.at > word.at AND later.at <= :now)
       ORDER BY own, party LIMIT :limit`,
    )
    .all({ now, afterOwn, afterParty, limit: filter.limit }) as ConsentRow[];
}

/** Every word ever said on the recipients' pairs up to `now`, latest first, below the one that a page ended with. */
export function listConsentHistory(
  world: World,
  now: number,
  parties: readonly number[],
  page: { readonly before: readonly [at: number, own: number, party: number]; readonly limit: number },
): ConsentRow[] {
  const [at, own, party] = page.before;
  return world.db
    .prepare(
      `SELECT own, party, at, status, source, coverage FROM opt_outs
       WHERE at <= :now AND (at, own, party) < (:at, :own, :party) AND ${isOneOf('party', parties)}
       ORDER BY at DESC, own DESC, party DESC LIMIT :limit`,
    )
    .all({ now, at, own, party, limit: page.limit }) as ConsentRow[];
}

/** A test for "has this recipient opted out of `own` at that instant?", prepared once for a whole batch. */
export function prepareOptOutTest(world: World, own: number): (party: number, at: number) => boolean {
  const any: unknown = world.db.prepare('SELECT 1 FROM opt_outs LIMIT 1').get();
  if (any === undefined) return () => false;
  const blocking = world.db.prepare(
    `SELECT 1 FROM (SELECT own, status, coverage, max(at) FROM opt_outs WHERE party = ? AND at <= ? GROUP BY own)
     WHERE status = 'OptOut' AND (own = ? OR coverage = 'Account') LIMIT 1`,
  );
  return (party, at) => blocking.get(party, at, own) !== undefined;
}

/**
 * Records a consent. An opt-out also fails what waits in the queues that it is about: the platform blocks at sending
 * time, not at acceptance (SMS-RC-413, never billed).
 */
export function recordConsent(
  world: World,
  row: Omit<ConsentRow, 'coverage'> & { readonly coverage?: Coverage },
): void {
  const { own, party, at, status, source, coverage = 'PhoneNumber' } = row;
  world.db
    .prepare(
      'INSERT OR REPLACE INTO opt_outs (own, party, at, status, source, coverage) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(own, party, at, status, source, coverage);
  if (status === 'OptIn') return;
  world.db
    .prepare(
      `UPDATE messages SET final_at = sent_at, final_status = 'SendingFailed', error_code = 'SMS-RC-413',
         segments = NULL, cost = NULL, cost_at = NULL
       WHERE party = ? AND (own = ? OR ? = 'Account') AND is_inbound = 0 AND sent_at > ?`,
    )
    .run(party, own, coverage, at);
  world.db
    .prepare(
      `UPDATE stored_parties SET final_at = sent_at, final_status = 'SendingFailed', error_code = 'SMS-RC-413',
         segments = NULL
       WHERE party = ? AND sent_at > ?
         AND message IN (SELECT id FROM stored_messages WHERE is_inbound = 0 AND (own = ? OR ? = 'Account'))`,
    )
    .run(party, at, own, coverage);
}

/** Digits and our own words only, so they are safe in the text. */
function isOneOf(column: string, values: readonly (number | string)[]): string {
  if (values.length === 0) return 'true';
  return `${column} IN (${values.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(', ')})`;
}
