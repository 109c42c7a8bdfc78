import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordReader } from '../../src/intake/records.ts';
import { readRows } from '../unit/intake/recipients-file.ts';

const parameters = { seed: 20_260_402, numRuns: Number(process.env['INTAKE_FILES'] ?? 300) };

const GOOD = [
  '4155550100',
  '(415) 555-0100',
  '+1 415 555 0101',
  '1-415-555-0102',
  '415.555.0103',
  '+16045550100',
];
const BAD = ['', ' ', 'n/a', '123', '4.15E+09', '+442079460018', '415-555-0100 x1'];

const cellText = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', ' ', '"', ',', '\n', '\r', '\r\n', '{{a}}', '\t'),
  maxLength: 6,
});
const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
const row = fc.record({
  phone: fc.constantFrom(...GOOD, ...GOOD, ...BAD),
  others: fc.oneof(
    { weight: 6, arbitrary: fc.array(cellText, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(cellText, { maxLength: 4 }) },
  ),
  isQuoted: fc.boolean(),
  hasPlainQuotes: fc.boolean(),
  blankLines: fc.array(lineBreak, { maxLength: 2 }),
  end: lineBreak,
});

interface Written {
  readonly text: string;
  /** But for rows of blank cells. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

function writeFile(rows: readonly (typeof row extends fc.Arbitrary<infer T> ? T : never)[]): Written {
  let text = 'phone,a,b\n';
  const written = rows.map(({ phone, others, isQuoted, hasPlainQuotes, blankLines, end }) => {
    text += blankLines.join('');
    const cells = [phone, ...others];
    const special = hasPlainQuotes ? /^"|[,\r\n]/ : /[",\r\n]/;
    const line = 1 + (text.match(/\r\n|\r|\n/g)?.length ?? 0);
    const quoted = cells.map((cell) =>
      isQuoted || special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    );
    text += quoted.join(',') + end;
    return { line, cells };
  });
  return { text, rows: written.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')) };
}

const encodings: Record<string, (text: string) => Uint8Array> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

describe('any file', () => {
  it('has every row in exactly one place, with the line on which it starts and the cells that it has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        fc.constantFrom(...Object.values(encodings)),
        async (rows, encode) => {
          const file = writeFile(rows);
          const read = await readRows(encode(file.text), { template: '{{a|-}}', delimiter: ',' });
          const lines = [...read.recipients, ...read.rejected].map(({ line }) => line).sort((a, b) => a - b);
          expect(lines).toEqual(file.rows.map(({ line }) => line));
          expect(read.rows).toBe(file.rows.length);
          const cellsAt = new Map(file.rows.map(({ line, cells }) => [line, cells]));
          for (const rejected of read.rejected) expect(rejected.cells).toEqual(cellsAt.get(rejected.line));
          for (const { line, text } of read.recipients) {
            const value = (cellsAt.get(line)?.[1] ?? '').replace(/\r\n?/g, '\n');
            expect(text).toBe(value.trim() === '' ? '-' : value);
          }
        },
      ),
      parameters,
    );
  });

  it('texts every number once, on the first row that can be texted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
        const file = writeFile(rows);
        const read = await readRows(file.text, { template: '{{a}}', delimiter: ',' });
        const first = new Map<string, number>();
        for (const { line, cells } of file.rows) {
          const [phone = '', value = ''] = cells;
          if (cells.length !== 3 || !GOOD.includes(phone) || value.trim() === '') continue;
          const digits = `1${phone.replace(/\D/g, '').slice(-10)}`;
          if (!first.has(digits)) first.set(digits, line);
        }
        expect(read.recipients.map(({ phone, line }) => [String(phone), line])).toEqual([...first]);
        for (const { code, reason } of read.rejected) {
          if (code === 'duplicate')
            expect([...first.values()]).toContain(Number(/line (\d+)/.exec(reason)?.[1]));
        }
      }),
      parameters,
    );
  });

  it('is read the same however its bytes are cut', async () => {
    const shape = { delimiter: ',', hasQuote: true, hasCarriageReturn: true };
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.array(fc.nat({ max: 40 })),
        async (rows, cuts) => {
          const file = writeFile(rows);
          const bytes = Buffer.from(file.text);
          const records: { readonly line: number; readonly cells: string[] }[] = [];
          const reader = createRecordReader('people.csv', shape, (cells, line) => {
            records.push({ line, cells });
          });
          let at = 0;
          for (const cut of cuts) {
            await reader.write(bytes.subarray(at, at + cut));
            at += cut;
          }
          await reader.write(bytes.subarray(at));
          await reader.end();
          expect(records.slice(1)).toEqual(file.rows);
        },
      ),
      parameters,
    );
  });
});
