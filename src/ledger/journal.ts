import type { Sql } from './sql.ts';

export interface JournalNote {
  readonly runId: number;
  readonly at: number;
  readonly epoch: number;
  readonly batch?: number;
  /** The person whose act it was; left out where the program acts by itself. */
  readonly who?: string;
  readonly kind: string;
  readonly detail: string;
}

/** Adds to the append-only journal, inside the transaction of what it tells. */
export function note(sql: Sql, entry: JournalNote): void {
  sql.run(
    'INSERT INTO journal (run_id, at, epoch, batch, who, kind, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
    entry.runId,
    entry.at,
    entry.epoch,
    entry.batch ?? null,
    entry.who ?? null,
    entry.kind,
    entry.detail,
  );
}
