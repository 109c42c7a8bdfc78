import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openDatabase } from '../../src/ledger/driver.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import type { Running } from '../harness/program.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { it, type Stage } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const EVERYBODY = smallFile(20).match(/\+\d+/g) ?? [];

/** A run that stands still in the middle: its first batch is taken, and the answer not read. */
async function freeze(
  stage: Stage,
): Promise<{ readonly running: Running; readonly sandbox: SandboxProcess }> {
  const sandbox = await stage.openSandbox();
  stage.write('a.csv', smallFile(20));
  await sandbox.addFault('POST /a2p-sms/batches: delay 1s after');
  const running = stage.start([...WORDS, '--quiet']);
  await sandbox.untilBatches(1);
  running.child.kill('SIGSTOP');
  await sandbox.clearFaults();
  return { running, sandbox };
}

function thaw({ child }: Running): void {
  child.kill('SIGCONT');
}

describe.concurrent('a process that was stopped in the middle of a run', () => {
  it('still excludes every other: exit 11 with its command, number, host and since when', async ({
    stage,
  }) => {
    const { running, sandbox } = await freeze(stage);
    for (const words of [WORDS, ['resume'], ['track']]) {
      const { code, stdout, stderr } = await stage.run([...words, '--quiet']);
      expect({ words, code, stdout }).toEqual({ words, code: 11, stdout: '' });
      const [, pid, host, since] =
        /by `campaign run a\.csv` \(process (\d+) on (.+), since (.+)\)\n$/.exec(stderr) ?? [];
      expect({ pid, host }).toEqual({ pid: String(running.child.pid), host: hostname() });
      expect(Date.now() - Date.parse(since ?? '')).toBeLessThan(60_000);
    }
    expect(await sandbox.messages()).toHaveLength(5);

    thaw(running);
    expect((await running.ended).code).toBe(0);
    expect((await sandbox.messages()).map((message) => message.to)).toEqual(EVERYBODY);
  });

  it('and whose ledger was taken over meanwhile writes and submits nothing when it wakes up', async ({
    stage,
  }) => {
    const { running, sandbox } = await freeze(stage);
    const ledger = openDatabase(join(stage.directory, '.campaign', 'ledger.db'), { timeout: 5000 });
    ledger.exec(
      "INSERT INTO epoch (pid, host, command, started_at) VALUES (1, 'other', 'campaign resume', 0)",
    );
    const version = () => ledger.prepare('PRAGMA data_version').get();
    const before = version();
    thaw(running);
    const { code, stderr } = await running.ended;
    expect(code).toBe(11);
    expect(stderr).toContain('another process has taken over this workspace');
    expect(version()).toEqual(before);
    expect(await sandbox.messages()).toHaveLength(5);
    ledger.close();

    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).map((message) => message.to)).toEqual(EVERYBODY);
  });
});
