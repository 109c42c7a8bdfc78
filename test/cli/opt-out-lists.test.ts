import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const [ADA, BO, CY] = [deliverable(0), deliverable(1), deliverable(2)];
const optOuts = (...words: readonly string[]): string[] => ['opt-outs', ...words];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.concurrent('opt-outs list', () => {
  it('of nobody says so, and makes nothing', async ({ stage }) => {
    const { code, stdout, stderr } = await stage.run(optOuts('list'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('nobody is on the list of this workspace');
    expect((await stage.run(optOuts('list', '--csv'))).stdout).toBe(
      'phone,from,world,source,since,at_provider\r\n',
    );
    const json = await stage.run(optOuts('list', '--json'));
    expect(JSON.parse(json.stdout)).toEqual({ schema: 'campaign-opt-outs/1', optOuts: [] });
    expect(stage.files()).toEqual([]);
  });

  it('has whole numbers, as a table, as CSV that --exclude takes, and as one document', async ({ stage }) => {
    await stage.run(optOuts('add', ADA));
    await stage.run(optOuts('add', BO, '--from', SENDER));
    const table = (await stage.run(optOuts('list'))).stdout.trimEnd().split('\n');
    expect(table[0]?.split(/ {2,}/)).toEqual(['PHONE', 'FROM', 'WORLD', 'SOURCE', 'SINCE', 'AT PROVIDER']);
    expect(table[1]?.split(/ {2,}/)).toEqual([
      ADA,
      'all',
      'any',
      'manual',
      expect.stringMatching(INSTANT),
      'no',
    ]);
    const { stdout } = await stage.run(optOuts('list', '--json'));
    expect(JSON.parse(stdout)).toMatchObject({
      optOuts: [
        { phone: ADA, from: 'all' },
        { phone: BO, from: SENDER },
      ],
    });
    const csv = (await stage.run(optOuts('list', '--csv'))).stdout;
    expect(csv.split('\r\n')).toHaveLength(4);
    stage.write('elsewhere/list.csv', csv);
    stage.write('elsewhere/a.csv', smallFile(3));
    const exclude = ['--exclude', 'list.csv', '--workspace', '.', '--json'];
    const plan = await stage.run(['plan', 'a.csv', ...QUICK.slice(0, 4), ...exclude], {
      cwd: `${stage.directory}/elsewhere`,
    });
    expect(JSON.parse(plan.stdout)).toMatchObject({ recipients: 1, rejectedRows: { excluded: 2 } });
  });

  it('refuses to be a table and a document at once', async ({ stage }) => {
    expect(await stage.run(optOuts('list', '--csv', '--json'))).toEqual({
      ...{ code: 2, stdout: '', stderr: 'error: --csv: it is given with --json. Give one of the two\n' },
    });
  });

  it('may be closed early, however long it is', async ({ stage }) => {
    stage.write(
      'many.csv',
      `phone\n${Array.from({ length: 5000 }, (_, n) => `+1415${2_000_000 + n}\n`).join('')}`,
    );
    await stage.run(optOuts('import', 'many.csv'));
    expect((await stage.run(optOuts('list', '--csv'))).stdout.split('\r\n')).toHaveLength(5002);
    const running = stage.start(optOuts('list', '--csv'));
    running.child.stdout?.destroy();
    expect((await running.ended).code).toBe(0);
  });

  it('has the numbers that can not be texted, with what the code means', async ({ stage }) => {
    await stage.openSandbox();
    expect((await stage.run(optOuts('list', '--bad-numbers'))).stderr).toContain(
      'no message from here has failed',
    );
    stage.write('a.csv', 'phone,first_name\n+12125550191,Ada\n+12125550192,Bo\n+14085550190,Cy\n');
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    const { stdout } = await stage.run(optOuts('list', '--bad-numbers', '--json'));
    expect(JSON.parse(stdout)).toEqual({
      schema: 'campaign-bad-numbers/1',
      badNumbers: [
        {
          ...{ phone: '+12125550191', code: 'SMS-UP-410', meaning: 'number invalid or not textable' },
          ...{ at: expect.stringMatching(INSTANT) as string, world: 'loopback' },
        },
        // It was rejected in the reply to the submit.
        {
          ...{ phone: '+14085550190', code: 'SMS-RC-410', meaning: 'destination not supported' },
          ...{ at: expect.stringMatching(INSTANT) as string, world: 'loopback' },
        },
      ],
    });
    const csv = await stage.run(optOuts('list', '--bad-numbers', '--csv'));
    expect(csv.stdout).toMatch(/^phone,code,meaning,at,world\r\n\+12125550191,SMS-UP-410,/);
    expect((await stage.run(optOuts('list', '--csv'))).stdout).toContain(
      `+12125550192,${SENDER},loopback,SMS-CAR-413,`,
    );
  });
});

describe.concurrent('opt-outs import', () => {
  it('adds every row of a plain list, and knows what it has', async ({ stage }) => {
    stage.write('list.csv', 'Mobile Phone;Name\n(201) 555-0199;Ada\n202-555-0199;Bo\n;Nobody\n');
    const { code, stdout, stderr } = await stage.run(
      optOuts('import', 'list.csv', '--default-country', 'US'),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'list.csv: columns are separated by ;',
      'list.csv: phone numbers are in "Mobile Phone"',
      'list.csv: numbers without + are taken as US',
      'list.csv: every row is an opt-out',
      '1 row names nobody who could be texted: no number, a foreign one or a short code',
      '2 opt-outs added',
    ]);
    const again = await stage.run(optOuts('import', 'list.csv', '--json'), {
      environment: { CAMPAIGN_DEFAULT_COUNTRY: 'US' },
    });
    expect(JSON.parse(again.stdout)).toEqual({
      ...{ schema: 'campaign-opt-outs-import/1', file: 'list.csv', rows: 3 },
      ...{ added: 0, known: 2, skippedOptIns: 0, nobody: 1 },
    });
    const list = (await stage.run(optOuts('list'))).stdout;
    expect(list).toMatch(/\+12015550199 +all +any +import /);
  });

  it('of a list with a status adds who is out, and never opts anyone back in', async ({ stage }) => {
    await stage.run(optOuts('add', ADA));
    stage.write('crm.csv', `phone,Opt Status\n${ADA},OptIn\n${BO},optout\n${CY},OPTIN\n`);
    const { code, stderr } = await stage.run(optOuts('import', 'crm.csv'));
    expect(code).toBe(0);
    expect(stderr).toContain(
      '2 rows that opt in were skipped: an import never opts anyone back in\n1 opt-out added\n',
    );
    stage.write('a.csv', smallFile(3));
    await stage.openSandbox();
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    expect(readReports(stage, 'a').rejected.map((row) => row['phone'])).toEqual([ADA, BO]);
  });

  it('takes RingCentral’s export of consents as it is: the external party has opted out', async ({
    stage,
  }) => {
    const header =
      'External Party Number,Internal Party Number,Consent Status,Source,Coverage,Campaign Type,Notes';
    const rows = [`${ADA},${SENDER},OptOut`, `${BO.slice(1)},${SENDER},OptOut`, `${CY},${SENDER},OptIn`];
    stage.write(
      'consents.csv',
      `\ufeff${[header, ...rows.map((row) => `${row},Recipient,PhoneNumber,,`)].join('\r\n')}\r\n`,
    );
    expect((await stage.run(optOuts('import', 'consents.csv'))).code).toBe(0);
    const { stdout } = await stage.run(optOuts('list', '--csv'));
    expect(stdout.match(/^\+\d+/gm)).toEqual([ADA, BO]);
  });

  it('changes nothing where a row can not be read, and says which, masked', async ({ stage }) => {
    stage.write('list.csv', `phone,status\n${ADA},OptOut\n2025550199,OptOut\n${CY},maybe\n`);
    const { code, stdout, stderr } = await stage.run(optOuts('import', 'list.csv'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error: list.csv:3: "•••0199" has no country code');
    expect(stderr).toContain(
      'error: list.csv:4: "maybe" in the column "status", which must say OptOut or OptIn',
    );
    expect(stderr).toContain('error: list.csv: 2 rows can not be read');
    expect(stage.files()).toEqual(['list.csv']);
  });

  it('reads the column that is named with it, from where one is', async ({ stage }) => {
    stage.write('lists/two.csv', `work phone,home phone\n${ADA},${BO}\n`);
    stage.write('campaign.config.yaml', 'column: { phone: Mobile }\n');
    const cwd = `${stage.directory}/lists`;
    const words = optOuts('import', 'two.csv', '--workspace', '..');
    const unsure = await stage.run(words, { cwd });
    expect([unsure.code, unsure.stderr]).toEqual([
      2,
      expect.stringContaining('no column is named like a phone number'),
    ]);
    expect((await stage.run([...words, '--column', 'phone=Home Phone'], { cwd })).code).toBe(0);
    expect((await stage.run(optOuts('list'))).stdout).toContain(BO);
    const wrong = await stage.run([...words, '--column', 'mobile=Home'], { cwd });
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: --column: .*Use phone=HEADER/),
    ]);
    const none = await stage.run(optOuts('import', 'none.csv'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('none.csv: there is no such file')]);
  });
});

describe.concurrent('a word that opt-outs doesn’t know', () => {
  it.for([
    [['pul'], 'campaign opt-outs: unknown action "pul". Did you mean "pull"?'],
    [[], 'campaign opt-outs: ACTION is missing. See campaign opt-outs --help'],
    [['add'], 'campaign opt-outs add: PHONE is missing. See campaign opt-outs add --help'],
    [['import'], 'campaign opt-outs import: FILE is missing. See campaign opt-outs import --help'],
    [['pull', '--prun'], 'campaign opt-outs pull: unknown option "--prun". Did you mean --prune?'],
    [['push', '--form', SENDER], 'campaign opt-outs push: unknown option "--form". Did you mean --from?'],
    [['push', '--from'], 'campaign opt-outs push: --from needs a value. See campaign opt-outs push --help'],
    [['list', '--cvs'], 'campaign opt-outs list: unknown option "--cvs". Did you mean --csv?'],
    [['add', ADA, '--form', SENDER], 'campaign opt-outs add: unknown option "--form". Did you mean --from?'],
    [['remove', ADA, '--yess'], 'campaign opt-outs remove: unknown option "--yess". Did you mean --yes?'],
    [['remove', ADA, '--prune'], 'campaign opt-outs remove: unknown option "--prune". See --help'],
    [
      ['import', '--colum=x', 'a.csv'],
      'campaign opt-outs import: unknown option "--colum". Did you mean --column?',
    ],
    [['list', 'everybody'], 'campaign opt-outs list: unexpected argument "everybody". See --help'],
  ] as const)('is refused: %j', async ([words, message], { stage }) => {
    expect(await stage.run(optOuts(...words))).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
    expect(stage.files()).toEqual([]);
  });
});
