import { describe, expect, it } from 'vitest';
import { problemsOf, readRows } from './recipients-file.ts';

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('a file out of Excel or a CRM', () => {
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', 'Name,Mobile Phone\nZoë,(415) 555-0100\n'],
    ['UTF-8 with a byte order mark', '\ufeffName,Mobile Phone\nZoë,(415) 555-0100\n'],
    [
      'UTF-16LE with tabs, as Excel calls "Unicode text"',
      utf16('Name\tMobile Phone\r\nZoë\t(415) 555-0100\r\n'),
    ],
    ['UTF-16BE', utf16('Name\tMobile Phone\r\nZoë\t(415) 555-0100\r\n').swap16()],
    ['Windows-1252 with semicolons', Buffer.from('Name;Mobile Phone\r\nZo\xeb;(415) 555-0100\r\n', 'latin1')],
    ['CR only, as an old Mac writes it', 'Name,Mobile Phone\rZoë,(415) 555-0100\r'],
    ['no line break at the end', 'Name,Mobile Phone\nZoë,(415) 555-0100'],
    ['pipes', 'Name|Mobile Phone\nZoë|(415) 555-0100\n'],
    ['quotes everywhere', '"Name","Mobile Phone"\r\n"Zoë","(415) 555-0100"\r\n'],
    ['a line that names the separator', 'sep=;\r\nName;Mobile Phone\r\nZoë;(415) 555-0100\r\n'],
  ])('is read: %s', async (_, content) => {
    const { recipients, rejected } = await readRows(content, { template: 'Hi {{name}}' });
    expect(rejected).toEqual([]);
    expect(recipients.map(({ phone, text }) => ({ phone, text }))).toEqual([
      { phone: 14155550100, text: 'Hi Zoë' },
    ]);
  });

  it('says what was assumed about it', async () => {
    const content = Buffer.from('Name;Mobile Phone;Text\nJos\xe9;(415) 555-0100;\x93Hi\x94\n', 'latin1');
    const { intake, recipients } = await readRows(content);
    expect(intake.encoding).toBe('windows-1252');
    expect(intake.assumptions).toEqual([
      'read as Windows-1252, because it is not valid UTF-8',
      'columns are separated by ;',
      'phone numbers are in "Mobile Phone"',
      'numbers without + are taken as US',
      'a text in "Text" replaces the template for its row',
    ]);
    expect(recipients[0]?.text).toBe('“Hi”');
  });

  it('decodes a character that lies across two chunks', async () => {
    const filler = `x,${'é'.repeat(100)}\n`.repeat(5300);
    for (const pad of ['', 'y']) {
      const { rows, rejected, intake } = await readRows(`phone,note${pad}\n${filler}`);
      expect([rows, intake.encoding]).toEqual([5300, 'utf-8']);
      expect(rejected.filter((row) => row.cells[1] !== 'é'.repeat(100))).toEqual([]);
    }
  });

  it('keeps cells as they stand and gives the line on which a row starts', async () => {
    const content = '\r\nphone,note\r\n\r\n"x1","a\r\nb\nc"\r\n\n x2 ," 007"\r\nx3,"say ""hi"""\r\n';
    const { rejected, rows } = await readRows(content);
    expect(rows).toBe(3);
    expect(rejected.map((row) => [row.line, row.phone, row.cells[1]])).toEqual([
      [4, 'x1', 'a\r\nb\nc'],
      [8, ' x2 ', ' 007'],
      [9, 'x3', 'say "hi"'],
    ]);
  });

  it('rejects ragged rows, and rows that lack nothing but the number', async () => {
    const { rejected } = await readRows('phone,name\n4155550100\n4155550101,a,b\n,x\n4155550102,c\n');
    expect(rejected.map((row) => [row.line, row.code])).toEqual([
      [2, 'column-count'],
      [3, 'column-count'],
      [4, 'missing-phone'],
    ]);
    expect(rejected[1]?.reason).toBe(
      'the row has 3 cells, the header has 2: put cells that hold a delimiter in quotes',
    );
  });

  it('skips rows of blank cells, however many, like blank lines, and counts their lines', async () => {
    const blank = [',', ',,,,', '  ', ' ,\t', '""', '"",""', '"\r\n\n"," "', '\u00a0,', ''];
    const content = `,,\n \nphone,name\n${blank.join('\n')}\n4155550100,a\n${blank.join('\n')}\nx,b\n,,,`;
    const { intake, rows, recipients, rejected } = await readRows(content);
    expect(intake.header).toEqual(['phone', 'name']);
    expect(rows).toBe(2);
    expect(recipients.map(({ line }) => line)).toEqual([15]);
    expect(rejected.map((row) => [row.line, row.code])).toEqual([[27, 'invalid-phone']]);
    expect((await readRows('phone\n""\n \n\n')).rows).toBe(0);
  });

  it('takes quotes inside an unquoted cell as they stand, and finds the delimiter all the same', async () => {
    const content = [
      'name;phone;size',
      'Ann "A" Lee;="4155550100";5"',
      '"Bo ""B""; Jr";"=""4155550101""";""',
      'Cy;x;="a;b"',
    ].join('\n');
    const { intake, recipients, rejected } = await readRows(content, { template: '{{name}} {{size|-}}' });
    expect(intake.delimiter).toBe(';');
    expect(recipients.map(({ phone, text, line }) => [phone, text, line])).toEqual([
      [14155550100, 'Ann "A" Lee 5"', 2],
      [14155550101, 'Bo "B"; Jr -', 3],
    ]);
    expect(rejected.map((row) => [row.code, row.cells])).toEqual([
      ['column-count', ['Cy', 'x', '="a', 'b"']],
    ]);
  });

  it('reads a column called __proto__ as data', async () => {
    const { recipients, intake } = await readRows('__proto__,phone\nx,4155550100\n');
    expect(recipients).toHaveLength(1);
    expect(intake.header).toEqual(['__proto__', 'phone']);
    const [problem] = await problemsOf('__proto__,phone\nx,4155550100\n', { template: '{{__proto__}}' });
    expect(problem?.found).toContain("can't be used as a column");
  });

  it('reads a header without rows', async () => {
    expect((await readRows('phone,name\n')).rows).toBe(0);
  });

  it('lives with a long cell that it does not use, and refuses a row without end', async () => {
    const { recipients } = await readRows(`phone,note\n4155550100,${'n'.repeat(100_000)}\n`);
    expect(recipients).toHaveLength(1);
    const endless = `phone,note\n4155550100,x\n4155550101,"${'line\n'.repeat(400_000)}`;
    expect(await problemsOf(endless)).toEqual([
      {
        where: 'people.csv:3',
        found: 'the row that starts here is longer than 1024 KiB',
        remedy: 'Look for a quote that is opened there and not closed.',
      },
    ]);
  });

  it('lists a phone cell of any length, with a short reason', async () => {
    const { rejected } = await readRows(`phone,a\n${'4'.repeat(5000)},b\n`);
    expect(rejected[0]?.code).toBe('invalid-phone');
    expect(rejected[0]?.phone).toHaveLength(5000);
    expect(rejected[0]?.reason.length).toBeLessThan(150);
  });

  it('of ten thousand bad rows rejects every one of them', async () => {
    const bad = [
      'n/a',
      '415555010',
      '41555501000',
      '123-456-7890',
      '415-555-0100 x1',
      '+1415',
      '4.15E+09',
      '4155550100;4155550101',
    ];
    const four = (index: number): string => String(index).padStart(4, '0');
    const rotten = Array.from(
      { length: 10_000 },
      (_, index) => `${bad[index % bad.length]},${four(index)}`,
    ).join('\n');
    const read = await readRows(`phone,x\n${rotten}\n`);
    expect([read.rows, read.recipients.length, read.rejected.length]).toEqual([10_000, 0, 10_000]);
  });
});
