import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { expect } from 'vitest';
import { QUICK } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';
import { readTable } from '../unit/docs/markdown.ts';

/** LibreOffice's CSV filter: comma, quote, UTF-8 (documentation "Filter Options for CSV"). */
const CSV = '44,34,76,1';
/** Every sheet, numbers with all their digits. */
const EVERY_SHEET = `csv:Text - txt - csv (StarCalc):${CSV},,0,false,false,false,false,false,-1`;
/** As far as it is text, with quotes around it. */
const WITH_QUOTES = `csv:Text - txt - csv (StarCalc):${CSV},,0,true`;
/** All columns as text: what the import dialog does with the columns marked and set to Text. */
const AS_TEXT = `${CSV},${Array.from({ length: 30 }, (_, index) => `${index + 1}/2`).join('/')}`;
const TEST_MS = 240_000;

type Table = readonly (readonly string[])[];

interface Made {
  /** Without its suffix. */
  readonly statement: string;
  readonly csvs: readonly string[];
  readonly workbooks: readonly string[];
}

async function makeReports(stage: Stage): Promise<Made> {
  await stage.openSandbox();
  stage.write('a.csv', FILE);
  const sent = await stage.run(['run', 'a.csv', ...QUICK, '--max-invalid', '3']);
  expect([sent.code, sent.stderr]).toEqual([0, sent.stderr]);
  const written = await stage.run(['report', '--xlsx', '--json']);
  const { run } = JSON.parse(written.stdout) as { run: string };
  const month = new Date().toISOString().slice(0, 7);
  expect((await stage.run(['report', '--month', month, '--sandbox', '--xlsx'])).code).toBe(0);
  const directory = join(stage.directory, 'reports', 'a', run);
  const statement = join(stage.directory, 'reports', `statement-${month}-sandbox`);
  return {
    statement: basename(statement),
    csvs: [
      ...['messages', 'batches', 'rejected'].map((name) => join(directory, `${name}.csv`)),
      `${statement}.csv`,
    ],
    workbooks: [join(directory, 'report.xlsx'), `${statement}.xlsx`],
  };
}

/** Opens files in LibreOffice, without a screen and with a profile of its own, and saves what it understood. */
async function convert(
  files: readonly string[],
  to: string,
  infilter?: string,
): Promise<Map<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'soffice-'));
  try {
    const options = [`-env:UserInstallation=file://${home}/profile`, '--headless', '--convert-to', to];
    const filter = infilter === undefined ? [] : [`--infilter=CSV:${infilter}`];
    await promisify(execFile)('soffice', [...options, ...filter, '--outdir', home, ...files], {
      timeout: TEST_MS,
    });
    const names = readdirSync(home).filter((name) => name.endsWith('.csv'));
    return new Map(names.map((name) => [name, readFileSync(join(home, name), 'utf8')]));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function toTables(files: ReadonlyMap<string, string>): Map<string, Table> {
  return new Map([...files].map(([name, csv]) => [name, parse(csv)]));
}

function column(table: Table, name: string, headAt = 0): string[] {
  const index = table[headAt]?.indexOf(name) ?? -1;
  return table.slice(headAt + 1).map((row) => row[index] ?? 'no such cell');
}

function sum(cells: readonly string[]): string {
  const parts = cells.map((cell) => cell.split('.'));
  const digits = parts.map(([whole = '0', fraction = '']) => BigInt(whole + fraction.padEnd(9, '0')));
  return digits.reduce((total, each) => total + each, 0n).toString();
}

const FILE = [
  'first_name,Phone,Ref',
  'Ada,+14155550123,00012345678901234567890',
  'constructor,+14155550124,=1+1',
  '"<b>&",+14155550125,2026-03-02',
  'Bad,12,@SUM(1)',
  'Good twice,+14155550123,+14155550199',
].join('\n');
const TEXTS = ['to', 'from', 'batch_id', 'message_id', 'run', 'created_at', 'status'];
const MONEY = ['estimated_cost', 'cost'];
const ALL_MONEY = [...MONEY, 'provider_cost', 'variance'];

it(
  'LibreOffice opens every CSV and the workbook with phones, ids and sums intact',
  { timeout: TEST_MS },
  async ({ stage }) => {
    const { statement, csvs, workbooks } = await makeReports(stage);
    const original = new Map<string, Table>(
      csvs.map((file) => [basename(file), parse(readFileSync(file, 'utf8'))]),
    );
    const get = (tables: ReadonlyMap<string, Table>, name: string): Table => tables.get(name) ?? [];
    const messages = get(original, 'messages.csv');
    expect(messages).toHaveLength(4);

    // Columns set to Text: every cell of every file as it was written.
    expect(toTables(await convert(csvs, 'csv', AS_TEXT))).toEqual(original);

    // With the defaults a phone is taken for a number: the digits stay and the plus goes. Nothing else that matters does.
    const plain = toTables(await convert(csvs, 'csv'));
    const shown = get(plain, 'messages.csv');
    for (const name of TEXTS) {
      const cells = column(messages, name).map((cell) => cell.replace(/^\+/, ''));
      expect([name, ...column(shown, name)]).toEqual([name, ...cells]);
    }
    for (const name of MONEY) expect(sum(column(shown, name))).toBe(sum(column(messages, name)));

    // The workbook: all of it, plus and all, below the line that says what a sandbox is.
    const sheets = toTables(await convert(workbooks, EVERY_SHEET));
    expect([...sheets.keys()].sort()).toEqual(
      [
        ...['batches', 'messages', 'rejected', 'summary'].map((sheet) => `report-${sheet}.csv`),
        ...['changes', 'statement'].map((sheet) => `${statement}-${sheet}.csv`),
      ].sort(),
    );
    for (const table of sheets.values())
      expect(table[0]?.[0]).toMatch(/^SANDBOX: nothing of .* was really sent/);
    const sheet = get(sheets, 'report-messages.csv');
    for (const name of TEXTS)
      expect([name, ...column(sheet, name, 1)]).toEqual([name, ...column(messages, name)]);
    for (const name of MONEY) expect(sum(column(sheet, name, 1))).toBe(sum(column(messages, name)));
    const rejected = get(sheets, 'report-rejected.csv');
    expect(column(rejected, 'Ref', 1)).toEqual(['@SUM(1)', '+14155550199']);
    expect(column(get(sheets, `${statement}-statement.csv`), 'from', 1)).toEqual(
      column(get(original, `${statement}.csv`), 'from'),
    );
  },
);

/** Nineteen digits, which a double can't hold. */
const LONG_ID = '9007199254740993007';
const DOCUMENTED = readTable('docs/reports.md', ['file', 'columns to set to Text', 'filter options']);

interface Shown {
  readonly text: string;
  readonly isNumber: boolean;
}

/** What LibreOffice saved: it leaves the quotes away around what it takes for a number. */
function readShown(csv: string): (name: string) => Shown[] {
  const rows: unknown = parse(csv, {
    cast: (text, { quoting }) => ({ text, isNumber: text !== '' && !quoting }),
  });
  const [head = [], ...body] = rows as Shown[][];
  return (name) => {
    const index = head.findIndex(({ text }) => text === name);
    return body.map((row) => row[index] ?? { text: 'no such cell', isNumber: false });
  };
}

/** The file again, with ids as long as a provider's may be. */
function lengthenIds(file: string): Table {
  const [head = [], ...body]: string[][] = parse(readFileSync(file, 'utf8'));
  const isId = head.map((name) => ['batch_id', 'message_id', 'Ref'].includes(name));
  const rows = [
    head,
    ...body.map((row) => row.map((cell, index) => (isId[index] === true ? LONG_ID : cell))),
  ];
  writeFileSync(file, stringify(rows));
  return rows;
}

it(
  "the docs' filter options keep phones and long ids of each CSV, and leave the money numbers with the same sums",
  { timeout: TEST_MS },
  async ({ stage }) => {
    const { csvs } = await makeReports(stage);
    for (const file of csvs) {
      const written = lengthenIds(file);
      const name = basename(file).replace(/(?<=statement-).*(?=\.csv)/, '…');
      const options = DOCUMENTED.find((row) => row['file'] === name)?.['filter options'];
      const shown = readShown((await convert([file], WITH_QUOTES, options)).get(basename(file)) ?? '');
      for (const header of written[0] ?? []) {
        const cells = column(written, header);
        const texts = shown(header).map(({ text }) => text);
        if (!ALL_MONEY.includes(header)) {
          // It writes the words true and false as its own.
          const words = texts.map((text) => (/^(TRUE|FALSE)$/.test(text) ? text.toLowerCase() : text));
          expect([name, header, ...words]).toEqual([name, header, ...cells]);
          continue;
        }
        expect([name, header, sum(texts)]).toEqual([name, header, sum(cells)]);
        const numbers = shown(header).map(({ isNumber }) => isNumber);
        expect([name, header, ...numbers]).toEqual([name, header, ...cells.map((cell) => cell !== '')]);
      }
    }

    // What the page says of the defaults: without these options, neither survives.
    const messages = csvs[0] ?? '';
    const guessed = readShown((await convert([messages], WITH_QUOTES)).get('messages.csv') ?? '');
    expect(guessed('message_id')[0]).toEqual({ text: '9.00719925474099E+018', isNumber: true });
    expect(guessed('to')[0]).toEqual({ text: '14155550123', isNumber: true });
  },
);
