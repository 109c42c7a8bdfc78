import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '10'];

describe.concurrent('a provider that does not answer', () => {
  it('at the start is exit 4 with nothing begun, and the same command later sends', async ({ stage }) => {
    const first = await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    await first.stop();
    const { code, stderr } = await stage.run(WORDS);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: .*(got no reply|ECONNREFUSED)/m);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
    const second = await stage.openSandbox({ port: first.port });
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await second.messages()).length).toBe(20);
  });

  it('in the middle is waited for, and everybody is texted once', async ({ stage }) => {
    const faults = ['POST /a2p-sms/batches: delay 300ms before'];
    const first = await stage.openSandbox({ faults });
    stage.write('a.csv', smallFile(30));
    // The stop may cut an offer off, on its way or before it: then it is looked for no longer than a test may take.
    const running = stage.start([...WORDS, '--in-doubt-grace', '2s', '-v']);
    await running.until(/batch 1 .*: accepted/);
    await first.stop();
    await running.until(/ECONNREFUSED|got no reply|no answer/);
    const second = await stage.openSandbox({ port: first.port });
    const { code } = await running.ended;
    const sent = (await second.messages()).map((message) => message.to);
    expect(new Set(sent).size).toBe(sent.length);
    const { summary, messages } = readReports(stage, 'a');
    const inDoubt = messages.filter((row) => row['status'] === 'InDoubt').map((row) => row['to'] ?? '');
    // The batch that was cut off may be held: then it is said, and nobody else is missing.
    expect({ code, isAccounted: [...sent, ...inDoubt].length }).toEqual({
      code: inDoubt.length === 0 ? 0 : 5,
      isAccounted: 30,
    });
    expect(summary.messages['notSent']).toBe(0);
  });

  it('in the middle can be left with SIGTERM', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n+12125550194,Ada\n');
    const running = stage.start(['run', 'a.csv', ...QUICK.slice(0, 5), '--settle-after', '1h', '-v']);
    await running.until(/batch 1 .*: accepted/);
    await sandbox.stop();
    await running.until(/ECONNREFUSED/);
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(143);
    expect(stderr).toContain('interrupted; everything is on disk.');
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ accepted: 1 });
  });
});
