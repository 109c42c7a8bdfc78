import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toXlsxCell } from '../../../src/report/xlsx/cell.ts';
import { MOST_XLSX_ROWS } from '../../../src/report/xlsx/fits.ts';
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
    const large = { ...run, recipients: MOST_XLSX_ROWS + 1 };
    await expect(writeReports(ledger, large, directory, { isXlsx: true })).rejects.toThrow(
      /--xlsx: 100,001 messages are more than a workbook may have \(100,000\)\. .*messages\.csv/,
    );
    expect(await readdir(directory).catch(() => [])).toEqual([]);
  });
});
