import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

describe.concurrent('a signal', () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal} leaves everything on disk, exits ${code}, and the same command goes on`, async ({
      stage,
    }) => {
      const sandbox = await stage.openSandbox({ speed: 60 });
      stage.write('a.csv', smallFile(20));
      const running = stage.start(['run', 'a.csv', ...QUICK, '-v']);
      await running.until(/a2p-sms\/batches: 201/);
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain('interrupted; everything is on disk. Go on with: campaign resume a-');
      expect(readReports(stage, 'a').summary).toMatchObject({
        state: 'tracking',
        messages: { accepted: 20 },
      });
      const again = await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
      expect(again.code).toBe(0);
      expect(again.stderr).toMatch(/^resuming a-[0-9a-f]{10}, planned /m);
      expect(await sandbox.posts()).toBe(1);
    });
  }

  it('while the file is read is not a defect: nothing is sent, and nothing is left', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const rows = Array.from({ length: 400_000 }, (_, index) => `+1212${2_200_000 + index},N${index}\n`);
    stage.write('a.csv', `phone,first_name\n${rows.join('')}`);
    for (const [words, code, signal] of [
      [['plan', 'a.csv', ...QUICK.slice(0, 4)], 130, 'SIGINT'],
      [['run', 'a.csv', ...QUICK], 143, 'SIGTERM'],
    ] as const) {
      const running = stage.start(words);
      await running.until('phone numbers are in');
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended).toMatchObject({ code, stdout: '' });
      expect(ended.stderr).toContain('interrupted before anything was sent');
    }
    expect(await sandbox.posts()).toBe(0);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
    expect(stage.files().filter((file) => file.includes('plan-'))).toEqual([]);
  });

  it('while a batch is under way waits for its answer', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: delay 1s after'] });
    stage.write('a.csv', smallFile(20));
    const running = stage.start(['run', 'a.csv', ...QUICK, '--batch-size', '10', '-v']);
    await sandbox.untilBatches(1);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    const { messages } = readReports(stage, 'a').summary;
    expect(messages).toMatchObject({ accepted: 10, inDoubt: 0, notSent: 10 });
    await sandbox.clearFaults();
    expect((await stage.run(['resume'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(20);
  });
});
