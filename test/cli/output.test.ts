import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

/** Escape codes, and every other control sign that has no place in a log. */
// eslint-disable-next-line no-control-regex -- control signs are what is looked for
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

describe.concurrent('stdout', () => {
  it('has one JSON document with --json, the same as summary.json', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    const { code, stdout } = await stage.run(['run', 'a.csv', ...QUICK, '--json']);
    expect(code).toBe(0);
    const { directory, summary } = readReports(stage, 'a');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(stage.read(`${directory}/summary.json`)));
    expect(summary.state).toBe('finished');
    const status = await stage.run(['status', '--json']);
    expect(JSON.parse(status.stdout)).toEqual(JSON.parse(stdout));
    expect(status.stderr).toBe('');
  });

  it('is empty without --json while a campaign runs', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(1));
    expect((await stage.run(['run', 'a.csv', ...QUICK])).stdout).toBe('');
  });

  it('has a plan as JSON, and nothing else', async ({ stage }) => {
    stage.write('a.csv', smallFile(3));
    const { stdout } = await stage.run([
      'plan',
      'a.csv',
      '--json',
      '--no-window',
      '--from',
      SENDER,
      '--text',
      'Hi',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'campaign-plan/1',
      campaign: 'a',
      rows: 3,
      recipients: 3,
      batches: 1,
      cost: { currency: 'USD', estimated: '0.0357' },
    });
  });

  it('may be closed early', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const running = stage.start(['plan', 'a.csv', '--json', '--from', SENDER, '--text', 'Hi']);
    running.child.stdout?.destroy();
    expect((await running.ended).code).toBe(0);
  });
});

describe.concurrent('away from a terminal', () => {
  const places: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['with nothing but the credentials', {}],
    ['with NO_COLOR', { NO_COLOR: '1', TERM: 'xterm-256color', FORCE_COLOR: '1' }],
    ['with a dumb terminal', { TERM: 'dumb' }],
  ];
  for (const [place, variables] of places) {
    it(`${place} nothing is said in escape codes`, async ({ stage }) => {
      const { environment } = await stage.openSandbox();
      stage.write('a.csv', smallFile(2));
      const { code, stdout, stderr } = await stage.run(['run', 'a.csv', ...QUICK, '-v', '--json'], {
        environment: { ...environment, ...variables },
      });
      expect(code).toBe(0);
      expect(stderr).not.toMatch(CONTROL);
      expect(stdout).not.toMatch(CONTROL);
    });
  }

  it('nothing is asked: --yes is needed, and nothing is left of the plan', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    const words = QUICK.filter((word) => word !== '--yes');
    const { code, stdout, stderr } = await stage.run(['run', 'a.csv', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no terminal to ask for approval. Nothing was sent. Say --yes');
    expect(await sandbox.posts()).toBe(0);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
  });

  it('--quiet says nothing when all is well', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    expect(await stage.run(['run', 'a.csv', ...QUICK, '--quiet'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe.concurrent('what is said', () => {
  it('holds no number, no text and no secret, however much is said', async ({ stage }) => {
    const { secrets } = await stage.openSandbox();
    stage.write(
      'a.csv',
      `phone,first_name\n${deliverable(1)},Rumpelstilz\n${deliverable(2)},Schneewittchen\n`,
    );
    const { code, stderr } = await stage.run(['run', 'a.csv', ...QUICK, '-v']);
    expect(code).toBe(0);
    const token = (JSON.parse(stage.read('.campaign/token.json')) as { token: { access_token: string } })
      .token;
    const secret = [
      deliverable(1),
      deliverable(2),
      'Rumpelstilz',
      'Schneewittchen',
      'Hi ',
      token.access_token,
    ];
    for (const word of [...secret.map((each) => each.replace('+1', '')), ...secrets])
      expect(stderr).not.toContain(word);
    expect(stderr).toMatch(/POST \S*\/a2p-sms\/batches: 201, request [0-9a-f-]{36}/);
  });
});
