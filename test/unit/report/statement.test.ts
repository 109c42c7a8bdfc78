import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportLedger } from '../../../src/core/ledger.ts';
import type { StatementReader, StatementRecord } from '../../../src/core/statement.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { formatFigures } from '../../../src/report/statement/history.ts';
import { parseMonth } from '../../../src/report/statement/month.ts';
import { buildStatement, readMonth } from '../../../src/report/statement/statement.ts';
import type { MonthReading } from '../../../src/report/statement/statement.ts';
import { STATEMENT_COLUMNS, toStatementRows } from '../../../src/report/statement/csv.ts';
import { fakeLedger, message, nanos } from './fake-ledger.ts';
import type { FakeBatch, FakeLedger } from './fake-ledger.ts';

const MARCH = parseMonth('2026-03', '--month');
const APRIL = parseMonth('2026-04', '--month');
const LAST_OF_MARCH = Date.UTC(2026, 2, 31, 23, 59, 59, 999);
const FIRST_OF_APRIL = Date.UTC(2026, 3, 1);
const OPTIONS = { isSandbox: false, isMonthOver: true, currency: 'USD' };

/** Ledgers of one run each as a ledger of all of them. */
function together(ledgers: readonly FakeLedger[]): ReportLedger & StatementReader {
  const runs = ledgers.map(({ run }, index) => ({ ...run, id: index + 1 }));
  const of = (id: number): ReportLedger => {
    const found = ledgers[id - 1];
    if (found === undefined) throw new Error(`no run ${id}`);
    return found.ledger;
  };
  const [any] = ledgers;
  if (any === undefined) throw new Error('no ledger');
  return {
    ...any.ledger,
    listRuns: () => Promise.resolve(runs),
    batchRecords: (id) => of(id).batchRecords(id),
    recipientRecords: (id) => of(id).recipientRecords(id),
    runSpan: () => Promise.resolve({ from: 0, to: Number.MAX_SAFE_INTEGER }),
  };
}

function keptOf(reading: MonthReading, at: number): StatementRecord {
  return {
    ...{ month: '2026-03', isSandbox: false, at, who: 'ann@host', isMonthOver: true },
    figures: formatFigures(reading.figures),
  };
}

const CROSSING: readonly FakeBatch[] = [
  {
    state: 'settled',
    recipients: [
      message('Delivered', { createdAt: LAST_OF_MARCH }),
      message('Delivered', { createdAt: FIRST_OF_APRIL, cost: nanos('0.02') }),
      message('Sent', { createdAt: FIRST_OF_APRIL, cost: null }),
    ],
  },
];

describe('the statement of a month', () => {
  it('has a line in each month of a run that crosses its end, by when the provider made the message', async () => {
    const ledger = together([fakeLedger(CROSSING)]);
    const [march, april] = [await readMonth(ledger, MARCH, false), await readMonth(ledger, APRIL, false)];
    expect(march.lines).toMatchObject([{ run: 'spring-0123456789', messages: 1, actual: '0.0119' }]);
    expect(april.lines).toMatchObject([{ messages: 2, delivered: 1, actual: '0.02', unpriced: 1 }]);
  });

  it('puts whoever has no message where its batch was offered, and who was never offered where the run began', async () => {
    const batches: FakeBatch[] = [
      { state: 'accepted', submittedAt: FIRST_OF_APRIL, recipients: [{}] },
      { state: 'planned', recipients: [{}, {}] },
    ];
    const ledger = together([fakeLedger(batches, [], { state: 'open', finishedAt: null })]);
    expect((await readMonth(ledger, MARCH, false)).lines).toMatchObject([{ accepted: 0, notSent: 2 }]);
    expect((await readMonth(ledger, APRIL, false)).lines).toMatchObject([{ accepted: 1, unpriced: 1 }]);
  });

  it('never mixes real runs with a sandbox’s, and takes a loopback server for one', async () => {
    const worlds = ['live', 'sandbox', 'loopback'] as const;
    const ledger = together(worlds.map((world) => fakeLedger(CROSSING, [], { world, name: world })));
    expect((await readMonth(ledger, MARCH, false)).lines.map((line) => line.run)).toEqual(['live']);
    const sandbox = await readMonth(ledger, MARCH, true);
    expect(sandbox.lines.map((line) => line.run)).toEqual(['sandbox', 'loopback']);
    expect(buildStatement(MARCH, sandbox, [], { ...OPTIONS, isSandbox: true }).sandbox).toBe(true);
  });

  it('lists the runs that are still open, also those without a message in it, but none of a later month', async () => {
    const open = { state: 'open', finishedAt: null } as const;
    const ledger = together([
      fakeLedger(CROSSING, [], { ...open, name: 'began' }),
      fakeLedger([], [], { ...open, name: 'empty', startedAt: null }),
      fakeLedger([], [], { ...open, name: 'later', plannedAt: FIRST_OF_APRIL }),
    ]);
    const { openRuns } = await readMonth(ledger, MARCH, false);
    expect(openRuns.map((run) => [run.run, run.state])).toEqual([
      ['began', 'tracking'],
      ['empty', 'planned'],
    ]);
  });

  it('is whole where the month is empty: a total of nothing', () => {
    const statement = buildStatement(MARCH, { lines: [], figures: [], openRuns: [] }, [], OPTIONS);
    expect(statement).toMatchObject({ lines: [], openRuns: [], restated: false, earlier: [], changes: [] });
    expect(statement.totals).toMatchObject([{ currency: 'USD', lines: 0, messages: 0, actual: '0.00' }]);
    expect(toStatementRows(statement).map(([kind]) => kind)).toEqual(['total']);
  });

  it('adds up over all months to its runs, whatever the runs', async () => {
    const at = fc.option(fc.integer({ min: Date.UTC(2026, 1, 25), max: Date.UTC(2026, 4, 5) }));
    const recipient = fc
      .tuple(at, fc.bigInt({ min: 0n, max: 10n ** 12n }))
      .map(([createdAt, cost]) => message('Delivered', { createdAt, cost }));
    const batch = fc.record<FakeBatch>({
      state: fc.constantFrom('settled', 'planned', 'in_doubt'),
      submittedAt: fc.integer({ min: Date.UTC(2026, 1, 25), max: Date.UTC(2026, 4, 5) }),
      from: fc.constantFrom('+14155550100', '+14155550101'),
      recipients: fc.array(recipient, { minLength: 1, maxLength: 5 }),
    });
    const months = ['2026-02', '2026-03', '2026-04', '2026-05'].map((name) => parseMonth(name, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 5 }), async (batches) => {
        const single = fakeLedger(batches);
        const ledger = together([single]);
        const readings = await Promise.all(months.map((month) => readMonth(ledger, month, false)));
        const statements = readings.map((reading, index) =>
          buildStatement(months[index] ?? MARCH, reading, [], OPTIONS),
        );
        const totals = statements.flatMap((statement) => statement.totals);
        const summary = await buildSummary(single.ledger, single.run);
        const sum = (name: 'recipients' | 'messages' | 'segments' | 'accepted'): number =>
          totals.reduce((n, total) => n + total[name], 0);
        expect(sum('recipients')).toBe(summary.recipients);
        expect(sum('segments')).toBe(summary.segments);
        expect(sum('messages')).toBe(summary.days.reduce((n, day) => n + day.messages, 0));
        expect(totals.reduce((n, total) => n + nanos(total.actual), 0n)).toBe(nanos(summary.cost.actual));
        expect(totals.reduce((n, total) => n + nanos(total.estimated), 0n)).toBe(
          nanos(summary.cost.estimated),
        );
      }),
      { seed: 20260302, numRuns: 60 },
    );
  });
});

describe('a month that was stated before', () => {
  const late = CROSSING.map((batch) => ({
    ...batch,
    recipients: [message('Delivered', { createdAt: LAST_OF_MARCH, cost: nanos('0.03') })],
  }));

  async function restate() {
    const first = await readMonth(together([fakeLedger(CROSSING)]), MARCH, false);
    const second = await readMonth(together([fakeLedger(late)]), MARCH, false);
    const kept = [keptOf(first, FIRST_OF_APRIL), keptOf(second, FIRST_OF_APRIL + 86_400_000)];
    return { first, kept, statement: buildStatement(MARCH, second, kept, OPTIONS) };
  }

  it('says that it is restated, what it said before and when, and which figures changed', async () => {
    const { statement } = await restate();
    expect(statement).toMatchObject({
      restated: true,
      writtenAt: '2026-04-02T00:00:00.000Z',
      earlier: [{ writtenAt: '2026-04-01T00:00:00.000Z', totals: [{ actual: '0.0119' }] }],
      changes: [{ run: 'spring-0123456789', figure: 'actual', before: '0.0119', now: '0.03' }],
    });
    const at = (column: (typeof STATEMENT_COLUMNS)[number]): number => STATEMENT_COLUMNS.indexOf(column);
    const rows = toStatementRows(statement);
    expect(rows.map((row) => [row[at('kind')], row[at('restated')], row[at('cost')]])).toEqual([
      ['line', 'true', nanos('0.03')],
      ['total', 'true', nanos('0.03')],
      ['earlier', null, nanos('0.0119')],
    ]);
  });

  it('is not restated by a repetition, nor by the month having ended meanwhile', async () => {
    const { first, kept } = await restate();
    const [before] = kept;
    if (before === undefined) throw new Error('nothing was kept');
    const again = [
      { ...before, isMonthOver: false },
      { ...before, at: before.at + 5 },
    ];
    const statement = buildStatement(MARCH, first, again, OPTIONS);
    expect(statement).toMatchObject({ restated: false, earlier: [], writtenAt: '2026-04-01T00:00:00.000Z' });
  });

  it('names a line that has gone and one that has come', async () => {
    const one = await readMonth(together([fakeLedger(CROSSING, [], { name: 'one' })]), MARCH, false);
    const two = await readMonth(together([fakeLedger(CROSSING, [], { name: 'two' })]), MARCH, false);
    const { changes } = buildStatement(MARCH, two, [keptOf(one, 1), keptOf(two, 2)], OPTIONS);
    const messages = changes.filter((change) => change.figure === 'messages');
    expect(messages.map(({ run, before, now }) => [run, before, now])).toEqual([
      ['one', 1, null],
      ['two', null, 1],
    ]);
  });
});

describe('a month', () => {
  it.each(['2026-3', '2026-13', '2026-00', 'March', '', '2026-03-01'])('is not %j', (text) => {
    expect(() => parseMonth(text, '--month')).toThrow(/--month: .* is not a month/);
  });

  it('ends where the next one begins, also in December', () => {
    expect(parseMonth('2026-12', '').ends).toBe(parseMonth('2027-01', '').begins);
  });
});
