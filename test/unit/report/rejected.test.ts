import { stat, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import { writeRejected } from '../../../src/report/rejected.ts';
import { fakeLedger } from './fake-ledger.ts';
import { newReportDirectory, readLines } from './workspace.ts';

describe('rejected.csv', () => {
  it('has the line, the phone as it stood, the code and the reason, then the file’s own columns', async () => {
    const lines = await rejectedCsv(
      ['name', 'Mobile Phone'],
      [
        row(2, ['Ada "the first"', '(415) 555-0100'], '(415) 555-0100'),
        row(5, ['Bob\nBaker', '+14155550100'], '+14155550100'),
      ],
    );
    expect(lines).toEqual([
      'line,phone,code,reason,name,Mobile Phone',
      '2,(415) 555-0100,invalid-phone,"not valid, sorry","Ada ""the first""",(415) 555-0100',
      '5,+14155550100,invalid-phone,"not valid, sorry","Bob\nBaker",+14155550100',
      '',
    ]);
  });

  it('neutralizes cells of the file, its header included', async () => {
    const lines = await rejectedCsv(['=name', '+x'], [row(2, ['@SUM(A1)', '-1'], '+1-415')]);
    expect(lines.slice(0, 2)).toEqual([
      "line,phone,code,reason,'=name,'+x",
      "2,'+1-415,invalid-phone,\"not valid, sorry\",'@SUM(A1),'-1",
    ]);
  });

  it('pads short rows and gives surplus cells columns of their own', async () => {
    const lines = await rejectedCsv(
      ['a', 'b'],
      [row(2, ['1']), row(3, ['1', '2', '3', '4']), row(4, ['1', '2'])],
    );
    expect(lines).toEqual([
      'line,phone,code,reason,a,b,surplus_1,surplus_2',
      '2,,invalid-phone,"not valid, sorry",1,,,',
      '3,,invalid-phone,"not valid, sorry",1,2,3,4',
      '4,,invalid-phone,"not valid, sorry",1,2,,',
      '',
    ]);
  });

  it('gathers the cells of a hopeless row in the last surplus column, so that it doesn’t widen all others', async () => {
    const cells = Array.from({ length: 5000 }, (_, index) => String(index));
    const lines = await rejectedCsv(['a'], [row(2, cells), row(3, ['x'])]);
    expect(lines[0]?.split(',').length).toBe(4 + 1 + 16);
    expect(lines[1]).toContain(`,14,15,"16,17,18,`);
    expect(lines[1]).toContain(`,4998,4999"`);
  });

  it('is a header alone when no row was rejected', async () => {
    expect(await rejectedCsv(['a'], [])).toEqual(['line,phone,code,reason,a', '']);
  });

  it('is 0600, in a directory that it makes 0700', async () => {
    const directory = await newReportDirectory();
    const { ledger } = fakeLedger([]);
    await writeRejected(ledger, 1, [], path.join(directory, 'rejected.csv'));
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(directory, 'rejected.csv'))).mode & 0o777).toBe(0o600);
  });

  it('removes what a killed process left of it, and nothing else', async () => {
    const directory = await newReportDirectory();
    await mkdir(directory, { recursive: true });
    const left = path.join(directory, '.rejected.csv.0123456789abcdef.tmp');
    const other = path.join(directory, '.other.csv.0123456789abcdef.tmp');
    await writeFile(left, 'half');
    await writeFile(other, 'half');

    await writeRejected(fakeLedger([]).ledger, 1, ['a'], path.join(directory, 'rejected.csv'));

    await expect(stat(left)).rejects.toThrow('ENOENT');
    expect((await stat(other)).size).toBe(4);
  });
});

function row(line: number, cells: readonly string[], phone = ''): RejectedRow {
  return { line, phone, code: 'invalid-phone', reason: 'not valid, sorry', cells };
}

async function rejectedCsv(header: readonly string[], rows: readonly RejectedRow[]): Promise<string[]> {
  const directory = await newReportDirectory();
  const { ledger } = fakeLedger([], rows);
  await writeRejected(ledger, 1, header, path.join(directory, 'rejected.csv'));
  return readLines(directory, 'rejected.csv');
}
