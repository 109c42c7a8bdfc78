import { parseMoney } from '../../core/money.ts';
import type { Cell } from '../cell.ts';
import type { FigureEntry } from '../figures.ts';
import type { MonthStatement } from './statement.ts';

/** The columns of a statement's CSV: an interface, columns may be added at the end. */
export const STATEMENT_COLUMNS = [
  'kind',
  'month',
  'run',
  'campaign',
  'from',
  'state',
  'test',
  'sandbox',
  'recipients',
  'accepted',
  'rejected',
  'in_doubt',
  'not_sent',
  'messages',
  'queued',
  'sent',
  'delivered',
  'delivery_failed',
  'sending_failed',
  'unknown',
  'segments',
  'estimated_cost',
  'cost',
  'variance',
  'unpriced',
  'currency',
  'restated',
  'written_at',
] as const;

type StatementColumn = (typeof STATEMENT_COLUMNS)[number];

/**
 * What a record of the CSV is: a run's sender, the sum over all of those, a run that is not over, or what an earlier
 * statement of this month gave as that sum.
 */
export type StatementKind = 'line' | 'total' | 'open' | 'earlier';

/** The records of the CSV, in order: lines, totals, open runs, earlier totals. */
export function toStatementRows(statement: MonthStatement): Cell[][] {
  const { month, sandbox, restated, lines, totals, openRuns, earlier } = statement;
  const writtenAt = toDate(statement.writtenAt);
  const row = (kind: StatementKind, cells: Partial<Record<StatementColumn, Cell>>): Cell[] => {
    const all = { kind, month, sandbox: String(sandbox), restated: String(restated), ...cells };
    return STATEMENT_COLUMNS.map((column) => (all as Partial<Record<StatementColumn, Cell>>)[column] ?? null);
  };
  return [
    ...lines.map(({ run, campaign, from, state, test, ...figures }) =>
      row('line', {
        ...{ run, campaign, from, state, test: String(test), written_at: writtenAt },
        ...toFigureCells(figures),
      }),
    ),
    ...totals.map((total) => row('total', { ...toFigureCells(total), written_at: writtenAt })),
    ...openRuns.map(({ run, campaign, state }) => row('open', { run, campaign, state })),
    ...earlier.flatMap((one) =>
      one.totals.map((total) =>
        row('earlier', { ...toFigureCells(total), restated: null, written_at: toDate(one.writtenAt) }),
      ),
    ),
  ];
}

function toFigureCells(
  figures: FigureEntry & { readonly currency: string },
): Partial<Record<StatementColumn, Cell>> {
  const { recipients, accepted, rejected, messages, queued, sent, delivered, unknown, segments } = figures;
  return {
    ...{ recipients, accepted, rejected, in_doubt: figures.inDoubt, not_sent: figures.notSent },
    ...{ messages, queued, sent, delivered },
    ...{ delivery_failed: figures.deliveryFailed, sending_failed: figures.sendingFailed, unknown, segments },
    estimated_cost: parseMoney(figures.estimated),
    cost: parseMoney(figures.actual),
    variance: parseMoney(figures.variance),
    ...{ unpriced: figures.unpriced, currency: figures.currency },
  };
}

function toDate(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}
