import { describe, expect } from 'vitest';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { brokenControls, readReports } from '../harness/reports.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const SLOW = 'POST /a2p-sms/batches: delay 1500ms before';

describe.concurrent('somebody who opts out', () => {
  it('before the plan is in no request, and in rejected.csv', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await sandbox.optOut(SENDER, [deliverable(3)]);
    stage.write('a.csv', smallFile(10));
    expect((await stage.run(WORDS)).code).toBe(0);
    const { rejected, summary } = readReports(stage, 'a');
    expect(rejected).toMatchObject([{ line: '5', phone: deliverable(3), code: 'opted-out' }]);
    expect(brokenControls(summary)).toEqual([]);
    expect((await sandbox.messages()).map(({ to }) => to)).not.toContain(deliverable(3));
  });

  it('between the plan and the offer is in no request, and told as such', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: [SLOW] });
    stage.write('a.csv', smallFile(15));
    const running = stage.start(WORDS);
    await sandbox.untilBatches(1);
    await sandbox.optOut(SENDER, [deliverable(12), deliverable(13)]);
    expect((await running.ended).code).toBe(0);
    const sent = (await sandbox.messages()).map(({ to }) => to);
    expect(sent).toHaveLength(13);
    expect(sent).not.toContain(deliverable(12));
    const { messages, summary } = readReports(stage, 'a');
    expect(messages.filter((row) => row['status'] === 'OptedOut').map((row) => row['to'])).toEqual([
      ...[deliverable(12), deliverable(13)],
    ]);
    expect(summary.messages).toMatchObject({ accepted: 13, notSent: 2, optedOut: 2, delivered: 13 });
    expect(brokenControls(summary)).toEqual([]);
  });

  it('by a reply to the last campaign is not in the next one', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(0);
    await sandbox.reply(deliverable(1), SENDER, 'Stop');
    stage.write('b.csv', smallFile(3).replaceAll('Person', 'Dear person'));
    expect((await stage.run(['run', 'b.csv', ...QUICK])).code).toBe(0);
    expect((await sandbox.messages()).map(({ to }) => to).filter((to) => to === deliverable(1))).toHaveLength(
      1,
    );
  });

  it('from one number of ours is not texted from another', async ({ stage }) => {
    const other = '+18885550100';
    const sandbox = await stage.openSandbox();
    await sandbox.optOut(SENDER, [deliverable(0)]);
    stage.write('a.csv', smallFile(2));
    const words = ['run', 'a.csv', '--from', other, '--text', 'Hi', '--yes', '--settle-after', '1s'];
    expect((await stage.run(words)).code).toBe(0);
    expect((await sandbox.messages()).map(({ to }) => to)).toEqual([deliverable(1)]);
  });
});

describe.concurrent('opt-outs that can not be read', () => {
  it('because nobody allows it stop the run before anything is planned', async ({ stage }) => {
    const faults = ['POST /sms/consents/search: status 403', 'GET /a2p-sms/opt-outs: status 403'];
    const sandbox = await stage.openSandbox({ faults });
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(7);
    expect(await sandbox.posts()).toBe(0);
  });

  it('for a while hold every submit back, and the run goes on by itself', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /sms/consents/search: status 503 #2'] });
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(3);
  });
});

describe.concurrent('the same text', () => {
  it('under another name of the file reaches nobody again', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(0);
    stage.write('renamed.csv', smallFile(3));
    const renamed = ['run', 'renamed.csv', ...QUICK];
    const { code, stderr } = await stage.run(renamed);
    expect(code).toBe(2);
    expect(stderr).toContain('none of 3 rows is a recipient');
    expect((await sandbox.messages()).length).toBe(3);
    expect((await stage.run([...renamed, '--repeat-guard', 'off'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(6);
  });

  it('of a file that was renamed while the first run was not through reaches nobody twice', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    const texted = async () => (await sandbox.messages()).map(({ to }) => to).sort();
    stage.write('h2.csv', smallFile(6));
    stage.write('h2-renamed.csv', smallFile(6));
    const words = [...QUICK, '--batch-size', '2'];
    expect((await stage.run(['run', 'h2.csv', ...words, '--daily-cap', '2'])).code).toBe(6);
    expect((await stage.run(['run', 'h2-renamed.csv', ...words])).code).toBe(0);
    const everybody = Array.from({ length: 6 }, (_, index) => deliverable(index)).sort();
    expect(await texted()).toEqual(everybody);

    const { code, stderr } = await stage.run([
      'resume',
      'h2',
      '--daily-cap',
      '100000',
      '--settle-after',
      '1s',
    ]);
    expect([code, await texted()]).toEqual([0, everybody]);
    expect(stderr).toContain('batch 2: 2 recipients have been texted by another run since the plan');
    const { messages, summary } = readReports(stage, 'h2');
    expect(messages.map((row) => [row['to'], row['status']])).toEqual(
      Array.from({ length: 6 }, (_, index) => [
        deliverable(index),
        index < 2 ? 'Delivered' : 'ContactedRecently',
      ]),
    );
    expect(summary.messages).toMatchObject({ accepted: 2, notSent: 4, contactedRecently: 4, optedOut: 0 });
    expect(brokenControls(summary)).toEqual([]);
  });

  it('of two unfinished runs that go on together reaches nobody twice', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const words = [...QUICK, '--batch-size', '2', '--daily-cap', '2'];
    for (const file of ['h2.csv', 'h2-renamed.csv']) {
      stage.write(file, smallFile(8));
      expect((await stage.run(['run', file, ...words])).code).toBe(6);
      expect(await sandbox.posts()).toBe(1);
    }
    expect((await stage.run(['resume', '--daily-cap', '100000', '--settle-after', '1s'])).code).toBe(0);
    expect((await sandbox.messages()).map(({ to }) => to).sort()).toEqual(
      Array.from({ length: 8 }, (_, index) => deliverable(index)).sort(),
    );
    const summaries = ['h2', 'h2-renamed'].map((campaign) => readReports(stage, campaign).summary);
    expect(summaries.flatMap((summary) => brokenControls(summary))).toEqual([]);
    const figures = summaries.map(({ messages }) => messages);
    expect(figures.reduce((sum, { delivered = 0 }) => sum + delivered, 0)).toBe(8);
    expect(figures.reduce((sum, { contactedRecently = 0 }) => sum + contactedRecently, 0)).toBe(6);
  });

  it('is not sent within the days between two texts, whichever of two runs comes first', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(4));
    stage.write('b.csv', smallFile(4).replaceAll('Person', 'Dear'));
    const words = [...QUICK, '--batch-size', '2', '--min-days-between', '3'];
    expect((await stage.run(['run', 'a.csv', ...words, '--daily-cap', '2'])).code).toBe(6);
    expect((await stage.run(['run', 'b.csv', ...words])).code).toBe(0);
    expect((await stage.run(['resume', 'a', '--daily-cap', '1000', '--settle-after', '1s'])).code).toBe(0);
    expect((await sandbox.messages()).map(({ to }) => to).sort()).toEqual(
      Array.from({ length: 4 }, (_, index) => deliverable(index)).sort(),
    );
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ accepted: 2, contactedRecently: 2 });
    expect(readReports(stage, 'b').summary.rejectedRows).toEqual({ 'contacted-recently': 2 });
  });

  it('with a run key of its own is sent again, as was asked for', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await stage.run(WORDS)).code).toBe(10);
    expect((await stage.run([...WORDS, '--run-key', 'again'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(6);
  });
});

describe.concurrent('exclusions', () => {
  it('by a file, by a run and by days leave people out, and are another run', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    expect((await stage.run(WORDS)).code).toBe(0);
    stage.write('b.csv', smallFile(5).replaceAll('Person', 'Dear'));
    stage.write('never.csv', `phone\n${deliverable(4)}\n`);
    const words = ['run', 'b.csv', ...QUICK, '--exclude', 'never.csv', '--exclude-run', 'a'];
    expect((await stage.run(words)).code).toBe(0);
    const { rejected } = readReports(stage, 'b');
    expect(rejected.map((row) => [row['line'], row['code']])).toEqual([
      ...[
        ['2', 'excluded'],
        ['3', 'excluded'],
        ['6', 'excluded'],
      ],
    ]);
    stage.write('c.csv', smallFile(5).replaceAll('Person', 'Sir'));
    expect((await stage.run(['run', 'c.csv', ...QUICK, '--min-days-between', '3'])).code).toBe(0);
    expect(readReports(stage, 'c').summary.rejectedRows).toEqual({ 'contacted-recently': 4 });
    expect((await sandbox.messages()).length).toBe(5);
  });

  it('by a file with a number that can not be read stop the plan', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    stage.write('never.csv', 'phone\n+1415\n');
    const { code, stderr } = await stage.run([
      'plan',
      'a.csv',
      ...QUICK.slice(0, 4),
      '--exclude',
      'never.csv',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('never.csv:2');
  });
});
