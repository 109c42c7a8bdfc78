import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openDatabase } from '../../src/ledger/driver.ts';
import { findLeaks, findLooseModes } from '../harness/find-leaks.ts';
import type { Launch } from '../harness/program.ts';
import { deliverable, SENDER } from '../harness/recipients.ts';
import { brokenControls, readReports } from '../harness/reports.ts';
import { it, type Stage } from '../harness/stage.ts';

const LATER = join(import.meta.dirname, '..', 'harness', 'later.mjs');
const DAY_MS = 24 * 60 * 60 * 1000;
const TEXT = 'Dear {{name}}, your balance is 4711.08';
const COUNT = 4;
const FILE = `phone,name\n${Array.from({ length: COUNT }, (_, index) => `${deliverable(index)},Wilhelmina-${index}\n`).join('')}+1 415 555 01,Wilhelmina-bad\n${deliverable(0)},Wilhelmina-again\n`;
const SEND = [
  ...['run', 'a.csv', '--from', SENDER, '--text', TEXT, '--batch-size', '3', '--yes'],
  ...['--max-invalid', '50%', '--settle-after', '1s'],
];
const PURGE = ['purge', '--older-than', '90d'];
/** What may be nowhere in a purged workspace. */
const SECRETS = [
  ...Array.from({ length: COUNT }, (_, index) => deliverable(index).slice(1)),
  ...['Wilhelmina', 'your balance is', '4711.08', '415 555 01'],
];

/** A hundred days from now. */
function later(stage: Stage): Partial<Launch> {
  const clock = { NODE_OPTIONS: `--import=${LATER}`, LATER_MS: String(100 * DAY_MS) };
  return { environment: { ...stage.environment, ...clock } };
}

/** A campaign that was sent to its end. */
async function sent(stage: Stage): Promise<string> {
  await stage.openSandbox();
  stage.write('a.csv', FILE);
  expect(await stage.run(SEND)).toMatchObject({ code: 0 });
  return readReports(stage, 'a').summary.run;
}

describe.concurrent('purge', () => {
  it('takes every number and text from the ledger and the reports, and leaves the same sums', async ({
    stage,
  }) => {
    const run = await sent(stage);
    const before = readReports(stage, 'a');
    expect(findLeaks(stage, SECRETS)).not.toEqual([]);
    stage.write(`reports/a/${run}/copy of messages.csv`, `to\n${deliverable(0)}\n`);
    const { code, stdout, stderr } = await stage.run([...PURGE, '--yes', '--json'], later(stage));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schema: 'campaign-purge/1', isDryRun: false, kept: [], badNumbers: 0 },
      purged: [{ run, recipients: COUNT, rejectedRows: 2 }],
    });
    expect(findLeaks(stage, SECRETS)).toEqual([]);
    expect(stage.read(`reports/a/${run}/PURGED.txt`)).toContain('numbers, texts and cells are gone');
    const after = readReports(stage, 'a');
    expect(after.summary).toEqual(before.summary);
    expect(brokenControls(after.summary)).toEqual([]);
    expect(after.messages).toEqual(
      before.messages.map((row) => ({ ...row, to: `${(row['to'] ?? '').slice(1, 5)}•••••••` })),
    );
    expect(after.rejected.map((row) => [row['line'], row['code'], row['phone'], row['name']])).toEqual(
      before.rejected.map((row) => [row['line'], row['code'], '', '']),
    );
    expect(findLooseModes(stage, 'reports')).toEqual([]);
    expect(findLooseModes(stage, '.campaign')).toEqual([]);
    expect((await stage.run(['report', run])).code).toBe(0);
    expect(findLeaks(stage, SECRETS)).toEqual([]);
  });

  it('takes the tests and the retries of a campaign as well, and what it leaves of them still guards', async ({
    stage,
  }) => {
    const OWN = '+14155550123';
    await stage.openSandbox({ faults: ['POST /a2p-sms/batches: fate SMS-CAR-431 x1'] });
    stage.write('a.csv', FILE);
    const settings = [...SEND.slice(2, -1), '1s'].filter((word) => !['--batch-size', '3'].includes(word));
    await stage.run(['run', 'a.csv', ...settings]);
    const parent = readReports(stage, 'a').summary.run;
    const retried = await stage.run(['retry', parent, '--yes', '--json', '--settle-after', '1s']);
    const retry = JSON.parse(retried.stdout) as { run: string; recipients: number };
    expect(retry.recipients).toBe(COUNT);
    const trial = ['test', 'a.csv', '--to', OWN, '--from', SENDER, '--text', TEXT, '--yes', '--json'];
    const { run: own } = JSON.parse((await stage.run([...trial, '--settle-after', '1s'])).stdout) as {
      run: string;
    };
    const secrets = [OWN.slice(1), ...SECRETS];
    expect(findLeaks(stage, secrets)).not.toEqual([]);

    stage.remove('a.csv');
    const { code, stdout } = await stage.run([...PURGE, '--yes', '--json'], later(stage));
    const { purged } = JSON.parse(stdout) as { purged: { run: string }[] };
    expect({ code, purged: purged.map(({ run }) => run).sort() }).toEqual({
      code: 0,
      purged: [own, parent, retry.run].sort(),
    });
    expect(findLeaks(stage, secrets)).toEqual([]);
    for (const run of [own, retry.run]) {
      const files = stage.files().filter((file) => file.includes(run));
      expect(files.map((file) => file.split('/').at(-1))).toContain('PURGED.txt');
    }

    // The hashes of the retry are there: who was texted by it alone counts as contacted.
    stage.write('b.csv', `phone,name\n${deliverable(1)},Wilhelmina-1\n${deliverable(9)},Wilhelmina-9\n`);
    const plan = ['plan', 'b.csv', '--from', SENDER, '--text', 'New', '--max-invalid', '50%', '--json'];
    for (const excluded of [retry.run, parent]) {
      const planned = await stage.run([...plan, '--exclude-run', excluded]);
      expect(JSON.parse(planned.stdout)).toMatchObject({ recipients: 1, rejectedRows: { excluded: 1 } });
    }
    const retriedAgain = await stage.run(['retry', retry.run, '--yes']);
    expect(retriedAgain.code).toBe(2);
    expect(retriedAgain.stderr).toContain(`${retry.run}: it was purged on`);
  });

  it('says what would go and takes nothing with --dry-run, and nothing without --yes', async ({ stage }) => {
    const run = await sent(stage);
    const dry = await stage.run([...PURGE, '--dry-run'], later(stage));
    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain(`purge  ${run}: 4 recipients and 2 rejected rows, ended `);
    const unasked = await stage.run(PURGE, later(stage));
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('Say --yes to purge without a terminal');
    const young = await stage.run([...PURGE, '--yes']);
    expect(young.stderr).toContain('nothing to purge');
    expect(readReports(stage, 'a').messages[0]?.['to']).toBe(deliverable(0));
    const wrong = await stage.run(['purge', '--older-than', 'soon', '--yes']);
    expect({ code: wrong.code, said: wrong.stderr.includes('--older-than: "soon" can not be used') }).toEqual(
      {
        ...{ code: 2, said: true },
      },
    );
  });

  it('changes nothing about who is texted again: the file, the text, the run to exclude, STOP', async ({
    stage,
  }) => {
    const run = await sent(stage);
    await stage.run(['opt-outs', 'add', deliverable(3)]);
    const plans = [
      ['plan', 'b.csv', '--text', TEXT, '--from', SENDER, '--json'],
      ['plan', 'b.csv', '--text', 'New', '--from', SENDER, '--min-days-between', '30', '--json'],
      ['plan', 'b.csv', '--text', 'New', '--from', SENDER, '--exclude-run', run, '--json'],
      ['plan', 'b.csv', '--text', 'New', '--from', SENDER, '--json'],
    ];
    stage.write('b.csv', `${FILE.split('+1 415')[0] ?? ''}${deliverable(9)},Wilhelmina-9\n`);
    const decide = async (): Promise<unknown[]> => {
      const ends = await Promise.all(plans.map((words) => stage.run([...words, '--max-invalid', '50%'])));
      return ends.map(({ code, stdout }) => {
        const { recipients, rejectedRows } = JSON.parse(stdout) as Record<string, unknown>;
        return { code, recipients, rejectedRows };
      });
    };
    const before = await decide();
    expect(before.map((plan) => (plan as { recipients: number }).recipients)).toEqual([1, 1, 1, 4]);
    expect((await stage.run([...PURGE, '--yes'], later(stage))).code).toBe(0);
    expect(await decide()).toEqual(before);
    expect((await stage.run(SEND)).code).toBe(10);
    expect((await stage.run(['opt-outs', 'list', '--csv'])).stdout).toContain(deliverable(3));
  });

  it('is the end of a run: it is neither retried nor read again', async ({ stage }) => {
    const run = await sent(stage);
    await stage.run([...PURGE, '--yes'], later(stage));
    const retried = await stage.run(['retry', run, '--yes']);
    expect(retried.code).toBe(2);
    expect(retried.stderr).toContain(`${run}: it was purged on`);
    const tracked = await stage.run(['track', run]);
    expect({
      code: tracked.code,
      said: tracked.stderr.includes('is purged: its messages are not read again'),
    }).toEqual({ code: 0, said: true });
    expect((await stage.run(['status', run])).code).toBe(0);
    expect(findLeaks(stage, SECRETS)).toEqual([]);
    const again = await stage.run([...PURGE, '--yes'], later(stage));
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain('nothing to purge');
  });

  it('is exit 11 while another process writes, and exit 12 goes to a plan whose key is lost', async ({
    stage,
  }) => {
    await sent(stage);
    const lock = openDatabase(join(stage.directory, '.campaign', 'lock.db'));
    lock.exec('BEGIN EXCLUSIVE');
    expect((await stage.run([...PURGE, '--yes'], later(stage))).code).toBe(11);
    lock.close();
    expect((await stage.run([...PURGE, '--yes'], later(stage))).code).toBe(0);
    stage.remove('.campaign/hash.key');
    const other = ['run', 'a.csv', '--name', 'other', ...SEND.slice(2)];
    const { code, stderr } = await stage.run(other);
    expect(code).toBe(12);
    expect(stderr).toContain('hash.key is lost');
    expect(stage.has('.campaign/hash.key')).toBe(false);
  });

  it('takes the rejected rows of plans that were never sent, and of nothing else', async ({ stage }) => {
    const run = await sent(stage);
    stage.write('c.csv', FILE);
    const plan = ['plan', 'c.csv', '--text', 'Another', '--from', SENDER, '--max-invalid', '50%'];
    expect((await stage.run(plan)).code).toBe(0);
    expect(stage.files().some((file) => file.startsWith('reports/c/'))).toBe(true);
    await stage.run([...PURGE, '--yes'], later(stage));
    expect(stage.files().filter((file) => file.startsWith('reports/c/'))).toEqual([]);
    expect(stage.has(`reports/a/${run}/rejected.csv`)).toBe(true);
    expect(stage.has('c.csv')).toBe(true);
  });
});
