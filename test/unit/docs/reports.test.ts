import { describe, expect, it } from 'vitest';
import { BATCH_STATES, type BatchState } from '../../../src/core/batch.ts';
import { MESSAGE_STATUSES, toOutcome } from '../../../src/core/message.ts';
import { BATCH_COLUMNS } from '../../../src/report/batches.ts';
import { MESSAGE_COLUMNS } from '../../../src/report/messages.ts';
import { REJECTED_COLUMNS } from '../../../src/report/rejected.ts';
import { STATEMENT_COLUMNS } from '../../../src/report/statement/csv.ts';
import { parseMonth } from '../../../src/report/statement/month.ts';
import { buildStatement } from '../../../src/report/statement/statement.ts';
import { MOST_XLSX_CELLS } from '../../../src/report/xlsx/fits.ts';
import { toStanding } from '../../../src/report/standing.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { fakeLedger, message, rejection } from '../report/fake-ledger.ts';
import { readPage, readTable } from './markdown.ts';

const PAGE = 'docs/reports.md';

/** The first column of the table that follows a heading of second rank. */
function columnsUnder(heading: string): string[] {
  const part = readPage(PAGE).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [table = ''] = /(?:^\|.*\n)+/m.exec(part) ?? [];
  return table
    .split('\n')
    .slice(2, -1)
    .map((line) => (line.split('|')[1] ?? '').replaceAll('`', '').trim());
}

async function summaryOf(recipients: Parameters<typeof fakeLedger>[0][number]['recipients']) {
  const { ledger, run } = fakeLedger([{ state: 'settled', recipients, completedAt: 1, settledAt: 2 }]);
  return buildSummary(ledger, run);
}

describe('docs/reports.md', () => {
  it('has the columns of each file in their order', () => {
    expect(columnsUnder('messages.csv')).toEqual([...MESSAGE_COLUMNS]);
    expect(columnsUnder('batches.csv and batches.json')).toEqual([...BATCH_COLUMNS]);
    expect(columnsUnder('rejected.csv')).toEqual([...REJECTED_COLUMNS]);
  });

  it('has the keys of summary.json in their order, and the parts of messages and cost', async () => {
    const summary = await summaryOf([message('Delivered')]);
    expect(columnsUnder('summary.json')).toEqual(Object.keys(summary));
    const rows = new Map(readTable(PAGE, ['key', 'what']).map((row) => [row['key'], row['what']]));
    expect(rows.get('cost')?.split(', ')).toEqual(Object.keys(summary.cost));
    expect(rows.get('schema')).toContain(summary.schema);
  });

  it('has the keys of a statement, and the columns of its CSV, in their order', () => {
    const empty = { lines: [], figures: [], openRuns: [] };
    const options = { isSandbox: false, isMonthOver: true, currency: 'USD' };
    const statement = buildStatement(parseMonth('2026-03', ''), empty, [], options);
    expect(columnsUnder('Statements')).toEqual(Object.keys(statement));
    expect(columnsUnder("A statement's columns")).toEqual([...STATEMENT_COLUMNS]);
  });

  it('says how much a workbook holds', () => {
    const [, cells, messages] =
      /more than\s+([\d,]+)\s+cells\s+\(([\d,]+)\s+messages/.exec(readPage(PAGE)) ?? [];
    expect([cells, messages]).toEqual(
      [MOST_XLSX_CELLS, MOST_XLSX_CELLS / MESSAGE_COLUMNS.length].map((n) => n.toLocaleString('en-US')),
    );
  });

  it('has every control', async () => {
    const { controls } = await summaryOf([message('Sent')]);
    expect(columnsUnder('Controls')).toEqual(controls.map((control) => control.name));
  });

  it('has every word that can stand in the column status, with where it is counted', async () => {
    const told = readTable(PAGE, ['status', 'means', 'counted as']);
    const counted = new Map(told.map((row) => [row['status'], row['counted as']]));
    const meant = new Map([...MESSAGE_STATUSES.map(toCounted), ...(await wordsOfOurOwn())]);
    expect([...counted.keys()].sort()).toEqual([...meant.keys()].sort());
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(meant));
  });
});

function toCounted(status: string): readonly [word: string, counted: string] {
  return [status, toOutcome(status, null)];
}

/** Whatever `toStanding` says of a recipient, over every state, rejection and end of a batch, with where it is counted. */
async function wordsOfOurOwn(): Promise<Map<string, string>> {
  const { ledger, run } = fakeLedger([
    {
      state: 'settled',
      recipients: [
        {},
        rejection('SMS-RC-410', 'no'),
        rejection(null, null),
        { withheld: 'opted-out' },
        { withheld: 'contacted-recently' },
        message('Delivered', { errorCode: 'SMS-CAR-104' }),
      ],
    },
  ]);
  const words = new Map<string, string>();
  for await (const record of ledger.recipientRecords(run.id)) {
    for (const batchState of BATCH_STATES satisfies readonly BatchState[]) {
      for (const at of [null, 1]) {
        const { status, bucket } = toStanding({ ...record, batchState }, { doubtedAt: at, settledAt: at });
        words.set(status, bucket === 'rejected' ? 'rejectedByProvider' : bucket);
      }
    }
  }
  return words;
}
