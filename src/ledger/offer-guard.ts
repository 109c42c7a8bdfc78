import { DefectError } from '../core/error.ts';
import type { OfferGuard, Withholding } from '../core/offer-guard.ts';
import type { Clearance } from './clearance.ts';
import { contactedMeanwhile, type ContactSource } from './contact-guard.ts';
import type { KeyHolder } from './hash-key.ts';
import { note } from './journal.ts';
import { optOutRecorder } from './opt-out-recorder.ts';
import { OPTED_OUT_NOW } from './opt-out-records.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

/** Keeps those who opted out, and those whom another run has texted meanwhile, away from every offer. */
export function offerGuard(sql: Sql, epoch: number, keys: KeyHolder, clearance: Clearance): OfferGuard {
  const write = openWrite(sql, epoch);
  return {
    ...optOutRecorder(sql, write),
    withhold: (runId, batch, at) => write(() => withhold({ sql, epoch, keys, clearance }, runId, batch, at)),
  };
}

/** Who writes to the ledger, how it reads the contacts of purged runs, and what it need not look through again. */
export interface Writer extends ContactSource {
  readonly epoch: number;
  readonly clearance: Clearance;
}

function withhold(writer: Writer, runId: number, batch: number, at: number): Withholding | null {
  const { sql, epoch } = writer;
  const head = sql.get<{ state: string; recipients: number; withheld: number }>(
    'SELECT state, recipients, withheld FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  );
  if (head === null || head.state === 'submitting') {
    throw new DefectError(`nobody can be withheld from batch ${batch}: it is ${head?.state ?? 'not there'}`);
  }
  if (head.state !== 'planned' && head.state !== 'in_doubt') return null;
  // Who has opted out is told as such, whoever has texted them besides.
  const optedOut = sql.run(
    `INSERT INTO withheld (run_id, batch, position, at, was_offered, reason)
     SELECT r.run_id, r.batch, r.position, ?3, b.state = 'in_doubt', 'opted-out' ${OPTED_OUT_NOW}`,
    runId,
    batch,
    at,
  );
  const contacted = withholdContacted(writer, runId, batch, at);
  const withheld = head.withheld + optedOut + contacted;
  if (optedOut + contacted > 0) {
    sql.run('UPDATE batch SET withheld = ? WHERE run_id = ? AND number = ?', withheld, runId, batch);
    note(sql, { runId, at, epoch, batch, kind: 'withheld', detail: tellWithheld(optedOut, contacted) });
  }
  const left = head.recipients - withheld;
  if (left === 0) abandon(writer, runId, batch, at);
  writer.clearance.give(runId, batch, at);
  return { withheld, contacted: countContacted(sql, runId, batch), left };
}

function withholdContacted(source: ContactSource, runId: number, batch: number, at: number): number {
  const positions = contactedMeanwhile(source, runId, batch, at);
  const insert = source.sql.statement(
    `INSERT INTO withheld (run_id, batch, position, at, was_offered, reason)
     SELECT run_id, number, ?3, ?4, state = 'in_doubt', 'contacted-recently' FROM batch WHERE run_id = ?1 AND number = ?2`,
  );
  for (const position of positions) insert.run(runId, batch, position, at);
  return positions.size;
}

function countContacted(sql: Sql, runId: number, batch: number): number {
  return (
    sql.get<{ n: number }>(
      "SELECT count(*) AS n FROM withheld WHERE run_id = ? AND batch = ? AND reason = 'contacted-recently'",
      runId,
      batch,
    )?.n ?? 0
  );
}

function tellWithheld(optedOut: number, contacted: number): string {
  const parts = [
    ...(optedOut > 0 ? [`${optedOut} opted out before the offer`] : []),
    ...(contacted > 0 ? [`${contacted} texted by another run before the offer`] : []),
  ];
  return parts.join(', ');
}

function abandon({ sql, epoch }: Writer, runId: number, batch: number, at: number): void {
  sql.run(
    "UPDATE batch SET state = 'abandoned', settled_at = ? WHERE run_id = ? AND number = ?",
    at,
    runId,
    batch,
  );
  note(sql, { runId, at, epoch, batch, kind: 'abandoned', detail: 'everybody in it is left out' });
}

/**
 * Whether somebody who is not withheld has opted out by now, or was texted by another run: asked in the transaction of
 * the offer.
 */
export function isOutdated(
  source: Pick<Writer, 'sql' | 'keys' | 'clearance'>,
  runId: number,
  batch: number,
  at: number,
): boolean {
  if (source.clearance.stands(runId, batch, at)) return false;
  return (
    source.sql.get(`SELECT 1 AS yes ${OPTED_OUT_NOW} LIMIT 1`, runId, batch) !== null ||
    contactedMeanwhile(source, runId, batch, at).size > 0
  );
}

/**
 * A batch that turns out to have been taken at its first offer had those as well who were withheld from a later one:
 * they are recipients like the others.
 */
export function restoreOffered(sql: Sql, runId: number, batch: number): void {
  const restored = sql.run(
    'DELETE FROM withheld WHERE run_id = ? AND batch = ? AND was_offered = 1',
    runId,
    batch,
  );
  if (restored === 0) return;
  sql.run('UPDATE batch SET withheld = withheld - ? WHERE run_id = ? AND number = ?', restored, runId, batch);
}
