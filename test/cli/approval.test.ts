import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Ended } from '../harness/program.ts';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const SEND = ['run', '--plan', 'plan.json', '--yes', '--sandbox'];
const YAML = `from: ${SENDER}\ntext: Hi {{first_name}}\nsettleAfter: 1s\n`;

/** A recipient whose receipt takes two hours, two minutes here: no run of it ends within a test. */
const LATE = 'phone,first_name\n+12125550196,Ann\n';

/** A campaign in YAML, planned for the embedded sandbox. */
async function planned(stage: Stage, flags: readonly string[] = [], file = smallFile(3)): Promise<void> {
  stage.write('a.csv', file);
  if (!stage.has('a.yaml')) stage.write('a.yaml', YAML);
  const { code, stderr } = await stage.run(['plan', 'a.csv', '--sandbox', '--out', 'plan.json', ...flags]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

/** Changes something between the plan and the run; answers with the flags that the run gets. */
type Change = (stage: Stage) => readonly string[];

async function expectNothingSent(stage: Stage): Promise<void> {
  expect(JSON.parse((await stage.run(['runs', '--json'])).stdout)).toMatchObject({ runs: [] });
}

function problems({ stderr }: Ended): string[] {
  return stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('error: '));
}

describe.concurrent('an approved plan', () => {
  it('is a document for its owner alone, with texts and without numbers of recipients', async ({ stage }) => {
    await planned(stage);
    const text = stage.read('plan.json');
    expect(JSON.parse(text)).toMatchObject({
      schema: 'campaign-plan/1',
      recipients: 3,
      approval: { world: 'sandbox', recipients: 3, texts: { template: { text: 'Hi {{first_name}}' } } },
    });
    for (const index of [0, 1, 2]) expect(text).not.toContain(deliverable(index).slice(2));
    expect(statSync(join(stage.directory, 'plan.json')).mode & 0o777).toBe(0o600);
  });

  it('has the figures that --json prints', async ({ stage }) => {
    stage.write('a.csv', smallFile(3));
    stage.write('a.yaml', YAML);
    const { stdout } = await stage.run(['plan', 'a.csv', '--json', '--out', 'plan.json']);
    expect(JSON.parse(stage.read('plan.json'))).toMatchObject(JSON.parse(stdout) as object);
  });

  it('is sent without its file and its flags being said again, and once', async ({ stage }) => {
    await planned(stage, ['--price', '0.01', '--batch-size', '2', '--settle-after', '1s']);
    const { code, stderr } = await stage.run(SEND);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('plan.json: as it was planned 2');
    expect(stderr).toMatch(/batches {3}2 of up to 2/);
    expect(stderr).toContain('about 0.03 USD at 0.01 a segment (--price)');
    expect((await stage.run(SEND)).code).toBe(10);
  });

  it('goes on where it was left', async ({ stage }) => {
    await planned(stage, ['--settle-after', '24h'], LATE);
    expect((await stage.run([...SEND, '--no-wait'])).code).toBe(0);
    const again = await stage.run([...SEND, '--no-wait']);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('resuming a-');
  });

  it('is not approval without a word: it is asked for, or --yes says it', async ({ stage }) => {
    await planned(stage);
    const { code, stderr } = await stage.run(['run', '--plan', 'plan.json', '--sandbox']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no terminal to ask for approval. Nothing was sent.');
  });

  it('may be watched otherwise', async ({ stage }) => {
    await planned(stage, ['--track-for', '2m']);
    stage.write('a.yaml', `${YAML}inDoubt: resend\nminDelivered: 10%\n`);
    const { code } = await stage.run([...SEND, '--track-for', '3m', '--request-timeout', '20s']);
    expect(code).toBe(0);
  });

  it('is of its workspace, wherever one is', async ({ stage }) => {
    stage.write('lists/stop.csv', `phone\n${deliverable(0)}\n`);
    stage.write('text.txt', 'Hi {{first_name}}');
    stage.write('a.yaml', `from: ${SENDER}\nsettleAfter: 1s\n`);
    await planned(stage, ['--text-file', 'text.txt', '--exclude', 'lists/stop.csv']);
    const words = ['run', '--plan', '../plan.json', '--yes', '--sandbox', '--workspace', '..'];
    const { code, stderr } = await stage.run(words, { cwd: join(stage.directory, 'lists') });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('3 = 2 recipients + 1 rejected');
  });
});

describe.concurrent('a plan that would be sent otherwise than it was approved', () => {
  const writes =
    (file: string, content: string): Change =>
    (stage) => {
      stage.write(file, content);
      return [];
    };
  const says =
    (...flags: string[]): Change =>
    () =>
      flags;
  const changes: readonly [what: string, change: Change, told: string][] = [
    ['the file', writes('a.csv', smallFile(4)), 'a.csv: the plan has a.csv with SHA-256 '],
    ['the text', writes('a.yaml', YAML.replace('Hi', 'Hello')), 'text: the plan has one with SHA-256 '],
    ['the text of a flag', says('--text', 'Bye'), 'text: the plan has one with SHA-256 '],
    [
      'the sender',
      writes('a.yaml', YAML.replace(SENDER, '+16505550101')),
      'from: the plan has +16505550100 (a.yaml:1 from), now it is +16505550101 (a.yaml:1 from).',
    ],
    [
      'the price in the settings of the workspace',
      writes('campaign.config.yaml', '# ours\n\nprice: 0.0130\n'),
      'price: the plan has 0.0119 (default), now it is 0.013 (campaign.config.yaml:3 price).',
    ],
    [
      'the window',
      writes('a.yaml', `${YAML}window: 09:00-20:00\n`),
      'window: the plan has none (default), now it is 09:00-20:00 (a.yaml:4 window).',
    ],
    [
      'a limit in the environment',
      (stage) => {
        stage.environment['CAMPAIGN_MAX_COST'] = '5';
        return [];
      },
      'maxCost: the plan has none (default), now it is 5.00 (CAMPAIGN_MAX_COST).',
    ],
    [
      'the size of batches',
      says('--batch-size', '2'),
      'batchSize: the plan has 1000 (default), now it is 2 (--batch-size).',
    ],
    [
      'the key of the run',
      says('--run-key', 'again'),
      'runKey: the plan has none (default), now it is again (--run-key).',
    ],
    [
      'who is excluded',
      (stage) => {
        stage.write('stop.csv', `phone\n${deliverable(1)}\n`);
        return ['--exclude', 'stop.csv'];
      },
      'exclude: the plan has none, now it is stop.csv with SHA-256 ',
    ],
  ];
  for (const [what, change, told] of changes) {
    it(`is refused, and ${what} is named`, async ({ stage }) => {
      await planned(stage);
      const ended = await stage.run([...SEND, ...change(stage)]);
      const [first = '', last = '', ...more] = problems(ended);
      expect({ code: ended.code, more }).toEqual({ code: 2, more: [] });
      expect(first).toContain(`error: ${told}`);
      expect(last).toMatch(
        /^error: plan\.json: what would be sent is not what was approved\. Nothing was sent\./,
      );
      await expectNothingSent(stage);
    });
  }

  it('is refused with everything that differs at once', async ({ stage }) => {
    await planned(stage, ['--price', '0.01']);
    stage.write('a.csv', smallFile(5));
    stage.write('a.yaml', `${YAML}maxMessages: 9\n`);
    const ended = await stage.run([...SEND, '--price', '0.02']);
    expect(problems(ended).map((line) => line.split(':')[1])).toEqual([
      ' a.csv',
      ' price',
      ' maxMessages',
      ' plan.json',
    ]);
  });

  it('is refused when a file of its text has changed', async ({ stage }) => {
    stage.write('text.txt', 'Hi {{first_name}}');
    stage.write('a.yaml', `from: ${SENDER}\n`);
    await planned(stage, ['--text-file', 'text.txt']);
    stage.write('text.txt', 'Hello {{first_name}}');
    const ended = await stage.run(SEND);
    expect(problems(ended)[0]).toMatch(/^error: text: the plan has one with SHA-256 \w+… \(text\.txt\), now/);
    await expectNothingSent(stage);
  });

  it('is refused when somebody of it was texted since, and the row is named', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    stage.write('a.yaml', YAML);
    await stage.run(['plan', 'a.csv', '--out', 'plan.json']);
    stage.write('b.csv', smallFile(1));
    expect((await stage.run(['run', 'b.csv', ...QUICK])).code).toBe(0);
    const ended = await stage.run(['run', '--plan', 'plan.json', '--yes']);
    expect(ended.code).toBe(2);
    expect(problems(ended).slice(0, 2)).toEqual([
      'error: a.csv:2: the plan texts this row, now it is contacted-recently.',
      'error: recipients: the plan has 3, now it is 2.',
    ]);
    expect((await stage.run(['status', 'a', '--json'])).code).toBe(2);
  });
});

describe.concurrent('an opt-out between the plan and the run', () => {
  it('is told, and leaves the others as approved', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    stage.write('a.yaml', YAML);
    expect((await stage.run(['plan', 'a.csv', '--out', 'plan.json'])).code).toBe(0);
    await sandbox.reply(deliverable(1), SENDER, 'STOP');
    const { code, stderr } = await stage.run(['run', '--plan', 'plan.json', '--yes']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('plan.json: 1 of 3 recipients opted out since and are left out');
    const texted = (await sandbox.messages()).map(({ to }) => to).sort();
    expect(texted).toEqual([deliverable(0), deliverable(2)].sort());
  });
});

describe.concurrent('a file that is no approved plan', () => {
  it('is refused when it was changed by hand', async ({ stage }) => {
    await planned(stage);
    stage.write('plan.json', stage.read('plan.json').replace('"0.0119"', '"0.0200"'));
    const ended = await stage.run(SEND);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^error: plan\.json: the plan was changed by hand: its hash does not fit/);
    await expectNothingSent(stage);
  });

  it('is refused when it is for another world', async ({ stage }) => {
    await planned(stage);
    const live = await stage.run(['run', '--plan', 'plan.json', '--yes']);
    expect(live.code).toBe(2);
    expect(live.stderr).toContain(
      'plan.json: the plan is for the embedded sandbox, this would go to RingCentral.',
    );
    await stage.run(['plan', 'a.csv', '--out', 'plan.json']);
    const sandbox = await stage.run(SEND);
    expect(sandbox.code).toBe(2);
    expect(sandbox.stderr).toContain('the plan is for RingCentral, this would go to the embedded sandbox.');
    await expectNothingSent(stage);
  });

  it('is never written over anything else', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', YAML);
    const { code, stderr } = await stage.run(['plan', 'a.csv', '--out', 'a.yaml']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: --out: a.yaml is there already and is no plan. Name another file\n',
    });
    expect(stage.read('a.yaml')).toBe(YAML);
  });

  it('is told from the file of recipients, which may be named beside its plan', async ({ stage }) => {
    await planned(stage);
    stage.write('b.csv', smallFile(3));
    const other = await stage.run(['run', 'b.csv', ...SEND.slice(1)]);
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain('campaign run: b.csv is not the file of plan.json.');
    expect((await stage.run(['run', 'a.csv', ...SEND.slice(1)])).code).toBe(0);
  });
});
