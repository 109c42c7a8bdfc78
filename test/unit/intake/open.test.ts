import { appendFile, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { openIntake } from '../../../src/intake/open.ts';
import { problemsOf, readRows, withFile } from './recipients-file.ts';

const settings = { template: 'Hi', smartPunctuation: false, senders: [] };

describe('opening a recipients file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['is empty', '', 'the file is empty'],
    ['has nothing but blank lines', '\n\r\n\n', 'there is no header line'],
    ['is a workbook', Buffer.from('504b0304140000', 'hex'), 'is an Excel workbook, not a CSV file'],
    ['is UTF-16 without a mark', Buffer.from('phone,name\n', 'utf16le'), 'holds NUL bytes, so it is no text'],
    ['says UTF-8 but is not', Buffer.from('\xef\xbb\xbfphone\nJos\xe9\n', 'latin1'), 'is not valid UTF-8'],
  ])('refuses one that %s', async (_, content, found) => {
    expect((await problemsOf(content)).map((problem) => problem.found)).toEqual([found]);
  });

  it('refuses a file that is not there, and a folder', async () => {
    await expect(openIntake('/no/such/people.csv', settings)).rejects.toThrow('there is no such file');
    await expect(openIntake('/', settings)).rejects.toThrow('it is not a regular file');
  });

  it('reports everything that is wrong at once', async () => {
    const problems = await problemsOf('phone,mobile,First Name,email\n', {
      template: 'Hi {{fist_name}} {{}} {{email',
      templateSource: 'people.yaml:3',
      defaultCountry: 'USA',
      delimiter: 'x',
      encoding: 'klingon',
    });
    expect(problems.map(({ where, found }) => `${where}: ${found}`)).toEqual([
      '--encoding: "klingon" is unknown',
      '--delimiter: "x" is unknown',
      '--default-country: "USA" is unknown',
      'people.yaml:3: the {{ }} at character 18 names no column',
      'people.yaml:3: the {{ at character 23 is not closed',
      'people.csv:1: 2 columns could hold the phone number: "phone", "mobile"',
      'people.yaml:3: {{fist_name}} at character 4: there is no column "fist_name"',
    ]);
    expect(problems.at(-1)?.remedy).toContain('Did you mean "First Name"?');
  });

  it('names the columns when none is a phone column, and sees a missing header', async () => {
    const [problem] = await problemsOf('name,number\n');
    expect(problem?.found).toBe('no column is named like a phone number; there are "name", "number"');
    expect(problem?.remedy).toContain('--column phone=HEADER');
    const [missing] = await problemsOf('Ann,+14155550100\nBob,+14155550101\n');
    expect(missing?.found).toBe('the first line looks like a recipient, not like column names');
  });

  it.each([
    'phone',
    'MOBILE',
    ' Cell ',
    'msisdn',
    'To',
    'recipient',
    'telephone',
    'Phone Number',
    'mobile_phone',
    'Mobile-Phone',
    'Phone (mobile)',
  ])('finds the phone column %j by its name', async (name) => {
    const { recipients } = await readRows(`id,${name},other\n1,4155550100,2\n`);
    expect(recipients).toHaveLength(1);
  });

  it('takes the named column, and refuses a name that fits none or two', async () => {
    const content = 'phone,Work Line,work_line\nx,4155550100,y\n';
    expect((await readRows(content, { phoneColumn: 'Work Line' })).recipients).toHaveLength(1);
    expect((await problemsOf(content, { phoneColumn: 'workline' }))[0]?.found).toContain('fits 2 columns');
    expect((await problemsOf(content, { phoneColumn: 'Wrok Line' }))[0]?.remedy).toContain(
      'Did you mean "Work Line"?',
    );
  });

  it('needs a text or a text column', async () => {
    expect((await problemsOf('phone\n4155550100\n', { template: null }))[0]?.found).toContain(
      'there is no text to send',
    );
    expect((await readRows('phone,TEXT\n4155550100,Yo\n', { template: null })).intake.template).toEqual({
      pieces: [''],
    });
  });

  it("gives the size and the hash of the file's bytes", async () => {
    const content = '\ufeffphone;x\n4155550100;é\n';
    const { intake } = await readRows(content);
    expect(intake.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect([intake.bytes, intake.delimiter]).toEqual([Buffer.byteLength(content), ';']);
  });

  it.each<[string, string, string]>([
    [
      'a quote that is never closed',
      'phone,a\n1,b\n\n2,"c\n3,d\n',
      'people.csv:4: a quote opened in the row that starts here is never closed',
    ],
    [
      'text after a closing quote',
      'phone,a\n"1","b"c\n',
      'people.csv:2: a quoted cell of the row that starts here goes on after its closing quote',
    ],
    [
      'a quote that is closed in a later row only',
      'phone,a\n1,"x\ny"\n\n2,5" pipe\n"3,b\n"4",c\n',
      'people.csv:6: a quoted cell of the row that starts here goes on after its closing quote',
    ],
    [
      'a quote that a text formula seems to close',
      'a,phone\n,\n"b,1\nc,="4155550100"\n',
      'people.csv:3: a quoted cell of the row that starts here goes on after its closing quote',
    ],
    [
      'a quote that is never closed behind quotes that are text',
      'phone,a\n="1",5" pipe\n2,"b\n3,c\n',
      'people.csv:3: a quote opened in the row that starts here is never closed',
    ],
  ])('names the line of %s', async (_, content, expected) => {
    expect((await problemsOf(content)).map(({ where, found }) => `${where}: ${found}`)).toEqual([expected]);
  });
});

describe('a file that changes between the two readings', () => {
  const drain = async (path: string, change: () => Promise<void>): Promise<void> => {
    const intake = await openIntake(path, settings);
    await change();
    for await (const chunk of intake.chunks()) expect(chunk.rows).toBeGreaterThan(0);
  };

  it('is refused when it has grown or was touched', async () => {
    await withFile('phone\n4155550100\n', async (path) => {
      await expect(drain(path, () => appendFile(path, '4155550101\n'))).rejects.toThrow(InputError);
      await expect(drain(path, () => utimes(path, 1, 1))).rejects.toThrow('the file has changed');
    });
  });

  it('is refused when its bytes differ though size and time are the same', async () => {
    await withFile('phone\n4155550100\n', async (path) => {
      // A whole second, because setting a time back rounds it.
      await utimes(path, 1_700_000_000, 1_700_000_000);
      const rewrite = async (): Promise<void> => {
        await writeFile(path, 'phone\n4155550199\n');
        await utimes(path, 1_700_000_000, 1_700_000_000);
      };
      await expect(drain(path, rewrite)).rejects.toThrow('the file has changed');
    });
  });

  it('stops at an aborted signal', async () => {
    await withFile('phone\n4155550100\n', async (path) => {
      const intake = await openIntake(path, settings);
      await expect(intake.chunks(AbortSignal.abort()).next()).rejects.toThrow();
    });
  });
});
