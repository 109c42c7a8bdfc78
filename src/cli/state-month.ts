import type { StatementRecord } from '../core/statement.ts';
import { formatJson } from '../report/json.ts';
import { formatFigures } from '../report/statement/history.ts';
import { parseMonth, type Month } from '../report/statement/month.ts';
import { buildStatement, readMonth } from '../report/statement/statement.ts';
import type { MonthReading, MonthStatement } from '../report/statement/statement.ts';
import { writeStatement } from '../report/statement/write.ts';
import { openLedgerForControl, openLedgerForReading } from './compose.ts';
import type { Context } from './context.ts';
import { CURRENCY } from './prepare-request.ts';
import { count } from './screen/figures.ts';
import { whoIs } from './who.ts';

/** What a month's statement is made of. */
export interface MonthWish {
  readonly isSandbox: boolean;
  readonly isXlsx: boolean;
}

/**
 * Reads a month from one state of the ledger, keeps what it says there, and writes its files.
 *
 * @throws InputError when `text` isn't a month, or a file can't be written.
 */
export async function stateMonth(context: Context, text: string, wish: MonthWish): Promise<void> {
  const month = parseMonth(text, '--month');
  const { isSandbox, isXlsx } = wish;
  const now = context.clock.now();
  const isMonthOver = now >= month.ends;
  const reading = await read(context, month, isSandbox);
  const kept = await keep(context, {
    ...{ month: month.name, isSandbox, at: now, who: whoIs(context), isMonthOver },
    figures: formatFigures(reading.figures),
  });
  const options = { isSandbox, isMonthOver, currency: CURRENCY };
  const statement = buildStatement(month, reading, kept, options);
  const files = await writeStatement(statement, context.workspace.reports, { isXlsx });
  if (context.flags.json) context.print(formatJson(statement).trimEnd());
  context.say(tellMonth(statement));
  context.say(`  files     ${context.workspace.reports} (${files.join(', ')})`);
}

async function read(context: Context, month: Month, isSandbox: boolean): Promise<MonthReading> {
  const ledger = await openLedgerForReading(context);
  try {
    return ledger === null
      ? { lines: [], figures: [], openRuns: [] }
      : await readMonth(ledger, month, isSandbox);
  } finally {
    await ledger?.close();
  }
}

/** Without a ledger there is nothing to keep a statement of nothing in. */
async function keep(context: Context, statement: StatementRecord): Promise<readonly StatementRecord[]> {
  const ledger = await openLedgerForControl(context);
  try {
    return (await ledger?.keepStatement(statement)) ?? [];
  } finally {
    await ledger?.close();
  }
}

function tellMonth(statement: MonthStatement): string {
  const { month, sandbox, totals, openRuns, earlier, restated, monthOver } = statement;
  const lines = [`${month}${sandbox ? ' of the sandbox: nothing was really sent' : ''}`];
  for (const { currency, messages, delivered, actual, unpriced } of totals) {
    const price = unpriced === 0 ? '' : `, ${count(unpriced)} without a price yet`;
    lines.push(
      `  messages  ${count(messages)}, ${count(delivered)} delivered`,
      `  cost      ${actual} ${currency}${price}`,
    );
  }
  if (!monthOver) lines.push('  the month is not over');
  if (openRuns.length > 0) lines.push(`  still open: ${openRuns.map(({ run }) => run).join(', ')}`);
  const before = earlier.at(-1);
  if (restated && before !== undefined) {
    const costs = before.totals.map(({ actual, currency }) => `${actual} ${currency}`).join(', ');
    lines.push(`  RESTATED: the statement of ${before.writtenAt} said ${costs}`);
  }
  return lines.join('\n');
}
