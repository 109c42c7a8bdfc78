import type { RunSpan, StatementRecord } from '../core/statement.ts';
import type { Sql } from './sql.ts';

interface StatementRow {
  readonly month: string;
  readonly is_sandbox: number;
  readonly at: number;
  readonly who: string;
  readonly is_month_over: number;
  readonly figures: string;
}

/** Appends a statement where it says something new; to be called in a transaction. */
export function keepStatement(sql: Sql, statement: StatementRecord): readonly StatementRecord[] {
  const { month, isSandbox, at, who, isMonthOver, figures } = statement;
  const known = statementsOf(sql, month, isSandbox);
  const latest = known.at(-1);
  if (latest?.figures === figures && latest.isMonthOver === isMonthOver) return known;
  sql.run(
    'INSERT INTO statement (month, is_sandbox, at, who, is_month_over, figures) VALUES (?, ?, ?, ?, ?, ?)',
    month,
    Number(isSandbox),
    at,
    who,
    Number(isMonthOver),
    figures,
  );
  return [...known, statement];
}

function statementsOf(sql: Sql, month: string, isSandbox: boolean): readonly StatementRecord[] {
  return sql
    .all<StatementRow>(
      `SELECT month, is_sandbox, at, who, is_month_over, figures FROM statement
       WHERE month = ? AND is_sandbox = ? ORDER BY id`,
      month,
      Number(isSandbox),
    )
    .map(({ is_sandbox, is_month_over, ...row }) => ({
      ...row,
      isSandbox: is_sandbox === 1,
      isMonthOver: is_month_over === 1,
    }));
}

export function runSpan(sql: Sql, runId: number): RunSpan {
  const row = sql.get<RunSpan>(
    `SELECT min(at) AS "from", max(at) AS "to" FROM (
       SELECT planned_at AS at FROM run WHERE id = ?1
       UNION ALL SELECT started_at FROM run WHERE id = ?1
       UNION ALL SELECT submitted_at FROM batch WHERE run_id = ?1
       UNION ALL SELECT min(created_at) FROM message WHERE run_id = ?1
       UNION ALL SELECT max(created_at) FROM message WHERE run_id = ?1)`,
    runId,
  );
  return row ?? { from: 0, to: Number.MAX_SAFE_INTEGER };
}
