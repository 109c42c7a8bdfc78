import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toXlsxCell } from '../../../src/report/xlsx/cell.ts';
import { assertFits } from '../../../src/report/xlsx/fits.ts';
import { writeWorkbook } from '../../../src/report/xlsx/workbook.ts';
import { writeReports } from '../../../src/report/write.ts';
import { fakeLedger, message, nanos } from './fake-ledger.ts';
import { newReportDirectory } from './workspace.ts';

const text = (value: string) => ({ value, type: String, format: '@' });

describe('a cell of a workbook', () => {
  it('is text for a phone, an id and what a spreadsheet would run, and nothing is put in front', () => {
    for (const value of ['+14155550100', '700000000001', '=1+1', '007']) {
      expect(toXlsxCell(value)).toEqual(text(value));
    }
    expect(toXlsxCell(new Date(0))).toEqual(text('1970-01-01T00:00:00.000Z'));
  });

  it('is a number for money of up to 15 digits, which come back as they were, and text beyond', () => {
    expect(toXlsxCell(nanos('-123456.789012345'))).toMatchObject({ value: -123456.789012345, type: Number });
    expect(toXlsxCell(nanos('1234567.789012345'))).toEqual(text('1234567.789012345'));
    expect(toXlsxCell(nanos('0.000000001'))).toMatchObject({ value: 1e-9, format: '0.00#######' });
  });

  it('is empty for what is not known', () => {
    expect([toXlsxCell(null), toXlsxCell('')]).toEqual([null, null]);
  });

  it('says that a text is cut which no cell holds, shows control characters, and survives Object’s own names', () => {
    const cell = toXlsxCell('x'.repeat(40_000)) as { value: string };
    expect(cell.value).toHaveLength(32_767);
    expect(cell.value).toMatch(/cut: all 40000 characters are in the CSV/);
    expect(toXlsxCell('a\0b\ud800')).toEqual(text('a␀b\ufffd'));
    expect(toXlsxCell('constructor')).toEqual(text('constructor '));
  });
});

describe('report.xlsx', () => {
  const { ledger, run } = fakeLedger([{ state: 'settled', recipients: [message('Delivered')] }]);

  it('is the same bytes when it is made again, and goes when it is not asked for', async () => {
    const directory = await newReportDirectory();
    const file = path.join(directory, 'report.xlsx');
    const { files } = await writeReports(ledger, run, directory, { isXlsx: true });
    expect(files).toContain('report.xlsx');
    const first = await readFile(file);
    await writeReports(ledger, run, directory, { isXlsx: true });
    expect(first.equals(await readFile(file))).toBe(true);
    await writeReports(ledger, run, directory);
    expect(await readdir(directory)).not.toContain('report.xlsx');
  });

  it('is refused for a run that is too large for it, before anything is written', async () => {
    const directory = await newReportDirectory();
    const large = { ...run, recipients: 20_001 };
    await expect(writeReports(ledger, large, directory, { isXlsx: true })).rejects.toThrow(
      /--xlsx: 20,001 messages of 16 columns are more than a workbook may have \(320,000 cells\)\. .*: messages\.csv has all of them/,
    );
    expect(await readdir(directory).catch(() => [])).toEqual([]);
  });

  it('is measured by all of its cells, since they are in memory at once', () => {
    const messages = (rows: number) => ({ what: 'messages', rows, columns: 16 });
    const rejected = (rows: number) => ({ what: 'rejected', rows, columns: 40 });
    expect(() => assertFits([messages(20_000), rejected(0)])).not.toThrow();
    expect(() => assertFits([messages(10_000), rejected(4000)])).not.toThrow();
    expect(() => assertFits([messages(10_000), rejected(4001)])).toThrow(
      /10,000 messages of 16 columns and 4,001 rejected of 40 columns are more .*: messages\.csv and rejected\.csv have all/,
    );
  });

  it('has in each cell what its record says, whatever the one above it says', async () => {
    const directory = await newReportDirectory();
    const at = (iso: string): Date => new Date(iso);
    const rows = [
      ['a', 1, nanos('0.5'), at('2026-03-01T00:00:00Z'), null],
      ['a', 1, nanos('0.5'), at('2026-03-01T00:00:00Z'), null],
      ['b', 2, nanos('0.25'), at('2026-03-02T00:00:00Z'), ''],
      ['b', '2', null, null, 'x'],
    ];
    const file = path.join(directory, 'a.xlsx');
    await mkdir(directory, { recursive: true });
    await writeWorkbook(file, [{ name: 'all', columns: ['t', 'n', 'm', 'd', 'e'], rows }]);
    const sheet = readEntry(await readFile(file), 'xl/worksheets/sheet1.xml');
    const strings = [
      ...readEntry(await readFile(file), 'xl/sharedStrings.xml').matchAll(/<t[^>]*>([^<]*)</g),
    ];
    const read = [...sheet.matchAll(/<row[^>]*>(.*?)<\/row>/g)].map(([, cells = '']) =>
      [...cells.matchAll(/<c r="([A-Z])\d+"([^>]*)><v>([^<]*)</g)].map(
        ([, column, kind = '', value]) =>
          `${column} ${kind.includes('t="s"') ? `"${strings[Number(value)]?.[1]}"` : value}`,
      ),
    );
    const first = ['A "a"', 'B 1', 'C 0.5', 'D "2026-03-01T00:00:00.000Z"'];
    expect(read.slice(1)).toEqual([
      first,
      first,
      ['A "b"', 'B 2', 'C 0.25', 'D "2026-03-02T00:00:00.000Z"'],
      ['A "b"', 'B "2"', 'E "x"'],
    ]);
  });
});

/** A file of a ZIP file, by its directory. */
function readEntry(zip: Buffer, name: string): string {
  let at = zip.readUInt32LE(zip.length - 6);
  for (;;) {
    const length = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + length) === name) break;
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  const local = zip.readUInt32LE(at + 42);
  const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return inflateRawSync(zip.subarray(data, data + zip.readUInt32LE(at + 20))).toString('utf8');
}
