import { parse } from 'csv-parse/sync';
import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const AREAS = ['415', '212', '305', '617'];
const EXCEL = [
  'Mobile Phone;First Name;City',
  ...AREAS.map((area) => `(${area}) 555-0199;Zoë;München`),
  '',
].join('\r\n');

const SAVED_AS: Readonly<Record<string, Buffer>> = {
  'UTF-16LE': Buffer.from(`\ufeff${EXCEL}`, 'utf16le'),
  'UTF-16BE': Buffer.from(`\ufeff${EXCEL}`, 'utf16le').swap16(),
  'Windows-1252': Buffer.from(EXCEL, 'latin1'),
};

describe.concurrent('a file saved by Excel', () => {
  for (const [encoding, bytes] of Object.entries(SAVED_AS)) {
    it(`as ${encoding} with semicolons is sent, and what was assumed is said`, async ({ stage }) => {
      const sandbox = await stage.openSandbox();
      stage.write('list.csv', bytes);
      const words = [
        '--default-country',
        'US',
        '--from',
        SENDER,
        '--text',
        '{{First Name}} aus {{City}}',
        '--yes',
      ];
      const { code, stderr } = await stage.run(['run', 'list.csv', ...words]);
      expect(code).toBe(0);
      expect(stderr).toContain(`list.csv: read as ${encoding}, because`);
      expect(stderr).toContain('list.csv: columns are separated by ;');
      expect(stderr).toContain('list.csv: phone numbers are in "Mobile Phone"');
      expect(stderr).toContain('list.csv: numbers without + are taken as US');
      const sent = (await sandbox.messages()).map(({ to, text }) => `${to} ${text}`);
      expect(sent).toEqual(AREAS.map((area) => `+1${area}5550199 Zoë aus München`));
    });
  }

  it('without a default country is refused, never guessed', async ({ stage }) => {
    stage.write('list.csv', SAVED_AS['Windows-1252'] ?? '');
    const { code, stderr } = await stage.run(['plan', 'list.csv', '--from', SENDER, '--text', 'Hi']);
    expect(code).toBe(2);
    expect(stderr).toContain('error: list.csv:2: no-country-code: ');
  });
});

describe.concurrent('a file with too many bad rows', () => {
  it('is refused: the first ten told, all of them on disk, nothing sent', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const bad = Array.from({ length: 25 }, (_, index) => `12${index},Bad ${index}\n`);
    stage.write('list.csv', smallFile(5) + bad.join(''));
    const { code, stdout, stderr } = await stage.run(['run', 'list.csv', ...QUICK]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect(
      errors.slice(0, -1).map((line) => /^error: (list\.csv:\d+): invalid-phone/.exec(line)?.[1]),
    ).toEqual(Array.from({ length: 10 }, (_, index) => `list.csv:${index + 7}`));
    expect(errors.at(-1)).toContain(
      '25 of 30 rows are not valid, more than --max-invalid 5% allows. Nothing was sent.',
    );
    const file = /All of them are in (\S+rejected\.csv)/.exec(stderr)?.[1] ?? '';
    const rejected: string[][] = parse(stage.read(file));
    expect(rejected[0]).toEqual(['line', 'phone', 'code', 'reason', 'phone', 'first_name']);
    expect(rejected.slice(1).map((row) => row[0])).toEqual(bad.map((_, index) => String(index + 7)));
    expect({ posts: await sandbox.posts(), messages: await sandbox.messages() }).toEqual({
      posts: 0,
      messages: [],
    });
    expect((await stage.run(['runs'])).stderr).toBe('there is no run in this workspace yet\n');
  });

  it('is sent when that many are allowed, and the bad ones are reported', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('list.csv', `${smallFile(3)}120,Bad\n`);
    expect((await stage.run(['run', 'list.csv', ...QUICK])).code).toBe(2);
    expect((await stage.run(['run', 'list.csv', ...QUICK, '--max-invalid', '1'])).code).toBe(0);
  });

  it('does not count duplicates', async ({ stage }) => {
    await stage.openSandbox();
    const [, first = ''] = smallFile(1).split('\n');
    stage.write('list.csv', `${smallFile(2)}${`${first}\n`.repeat(9)}`);
    expect((await stage.run(['run', 'list.csv', ...QUICK])).code).toBe(0);
    const { summary, rejected } = readReports(stage, 'list');
    expect(summary.rejectedRows).toEqual({ duplicate: 9 });
    expect(rejected.every((row) => row['reason']?.includes('2'))).toBe(true);
  });
});

describe.concurrent('a file that can not be used', () => {
  it('names itself as it was given, and the line', async ({ stage }) => {
    stage.write('two.csv', 'mobile,phone,name\n+12125550199,+13055550199,x\n');
    stage.write('none.csv', 'who,name\n+12125550199,x\n');
    stage.write('empty.csv', '');
    const plan = (file: string) => stage.run(['plan', file, '--from', SENDER, '--text', 'Hi']);
    const two = await plan('two.csv');
    expect(two.stderr).toMatch(
      /^error: two\.csv:1: 2 columns could hold the phone number: "mobile", "phone"\./,
    );
    expect((await plan('none.csv')).stderr).toMatch(/^error: none\.csv:1: .*column/);
    expect((await plan('empty.csv')).stderr).toMatch(/^error: empty\.csv: the file is empty\./);
    expect(two.code).toBe(2);
  });

  it('names the placeholder that has no column', async ({ stage }) => {
    stage.write('list.csv', smallFile(1));
    stage.write('list.yaml', `from: ${SENDER}\ntext: Hi {{frist_name}}\n`);
    const { code, stderr } = await stage.run(['plan', 'list.csv']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: list\.yaml:2 text: \{\{frist_name\}\}.*there is no column "frist_name"/m);
  });
});

describe.concurrent('a number whose hours leave no room for a message', () => {
  const words = ['--from', SENDER, '--text', 'Hi', '--window', '18:00-20:00'];

  it('is rejected with its area code, and the others are planned', async ({ stage }) => {
    stage.write('list.csv', `${smallFile(3)}+18005550199,Ann\n`);
    const { code, stdout } = await stage.run(['plan', 'list.csv', ...words]);
    expect(code).toBe(0);
    expect(stdout).toContain('4 = 3 recipients + 1 rejected');
    expect(stdout).toContain('no-sending-hours');
  });

  it('is told where the file has no others', async ({ stage }) => {
    stage.write('list.csv', 'phone\n+18005550199\n');
    const { code, stderr } = await stage.run(['plan', 'list.csv', ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'list.csv:2: no-sending-hours: area code 800 tells no place, and all of the country',
    );
    expect(stderr).toContain('none of 1 rows is a recipient');
  });
});
