import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openTerminal, type Terminal } from '../harness/terminal.ts';

const HELD = ['--batch-size', '2', '--request-timeout', '1s', '--in-doubt-grace', '1s'];
const NOT_TAKEN = 'POST /a2p-sms/batches: drop-before x1';

async function withTerminal(
  stage: Stage,
  words: readonly string[],
  work: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = await openTerminal(stage, words);
  try {
    await work(terminal);
  } finally {
    await terminal.close();
  }
}

describe.concurrent('what a person decides about batches in doubt', () => {
  it('is refused, all of it at once, where it can not be read', async ({ stage }) => {
    const { code, stderr } = await stage.run(
      ['reconcile', 'a', '--adopt', '1', '--adopt', '2=x', '--adopt', '3=x', '--resend', 'foo'].concat([
        ...['--assume-sent', '0', '--assume-sent', '2'],
      ]),
    );
    expect(code).toBe(2);
    expect(stderr).toContain('--adopt: "1" is not N=BATCHID. Use such as --adopt 3=12345');
    expect(stderr).toContain('--resend: "foo" is not the number of a batch. Use such as --resend 3');
    expect(stderr).toContain('--assume-sent: "0" is not the number of a batch');
    expect(stderr).toContain('batch 2: it is decided more than once');
    expect(stderr).toContain('--adopt: x is given to two batches');
  });

  it('needs a batch that is in doubt, which is known without a provider', async ({ stage }) => {
    expect(await stage.run(['reconcile'])).toEqual({ code: 0, stdout: '', stderr: 'nothing is in doubt\n' });
    stage.write('a.csv', smallFile(2));
    const sandbox = await stage.openSandbox();
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    await sandbox.stop();
    const { run } = readReports(stage, 'a').summary;
    expect((await stage.run(['reconcile', run])).stderr).toBe(`nothing of ${run} is in doubt\n`);
    for (const words of [
      ['reconcile', '--assume-sent', '1'],
      ['reconcile', run, '--resend', '1', '--yes'],
      ['reconcile', run, '--adopt', '1=x'],
    ]) {
      const { code, stderr } = await stage.run(words);
      expect({ words, code, stderr }).toEqual({
        words,
        code: 2,
        stderr: expect.stringContaining('batch 1 is not in doubt. Nothing was changed') as string,
      });
    }
  });

  it('is asked for once more before a batch is offered again', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: [NOT_TAKEN] });
    stage.write('a.csv', smallFile(2));
    expect((await stage.run(['run', 'a.csv', ...QUICK, ...HELD])).code).toBe(5);
    const resend = ['reconcile', 'a', '--resend', '1'];
    const question =
      'Offer batch 1 again? If RingCentral took it after all, its recipients are texted twice.';
    await withTerminal(stage, resend, async (terminal) => {
      await terminal.until(question);
      await terminal.press('n', 'Enter');
      await terminal.until('exit code 2');
      expect(await terminal.screen()).toContain('not approved. Nothing was changed');
    });
    expect((await stage.run(['status'])).stdout).not.toContain('Decisions:');
    await withTerminal(stage, resend, async (terminal) => {
      await terminal.until(question);
      await terminal.press('y', 'Enter');
      await terminal.until('exit code 0');
    });
    expect((await stage.run(['status'])).stdout).toContain(
      'batch 1 was not taken, and is to be offered again',
    );
    expect(await sandbox.posts()).toBe(1);
  });

  it('names its run where two have batches in doubt', async ({ stage }) => {
    await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x2'] });
    for (const name of ['a', 'b']) {
      stage.write(`${name}.csv`, smallFile(2).replaceAll('Person', name));
      expect((await stage.run(['run', `${name}.csv`, ...QUICK, ...HELD])).code).toBe(5);
    }
    const { code, stderr } = await stage.run(['reconcile']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/2 runs have batches in doubt: a-\w+, b-\w+\. Name one/),
    ]);
    expect((await stage.run(['reconcile', 'b'])).code).toBe(5);
  });
});

describe.concurrent('--in-doubt and --in-doubt-grace', () => {
  it('are told what they take', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    const words = ['run', 'a.csv', ...QUICK, '--in-doubt', 'maybe', '--in-doubt-grace', '0s'];
    const { code, stderr } = await stage.run(words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--in-doubt: .*maybe.*hold or resend/);
    expect(stderr).toMatch(/--in-doubt-grace: .*0s/);
  });
});

describe.concurrent('cancel', () => {
  it('asks on a terminal, with how much is given up, and needs --yes elsewhere', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: status 503 before'] });
    stage.write('a.csv', smallFile(6));
    expect((await stage.run(['run', 'a.csv', ...QUICK, ...HELD])).code).toBe(5);
    const { run } = readReports(stage, 'a').summary;
    await withTerminal(stage, ['cancel', 'a'], async (terminal) => {
      await terminal.until(`1 of 3 batches of ${run} are not submitted. Give them up for good? [y/N]`);
      await terminal.press('n', 'Enter');
      await terminal.until('exit code 2');
    });
    const silent = await stage.run(['cancel', 'a']);
    expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('Say --yes')]);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"state": "open"');
    expect((await stage.run(['cancel', 'a', '--yes'])).code).toBe(5);
    const again = await stage.run(['cancel', 'a']);
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('1 of 3 batches are given up')]);
    expect(await sandbox.posts()).toBe(2);
  });

  it('and pause refuse a run that is finished, or none', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await stage.run(['run', 'a.csv', ...QUICK]);
    for (const command of ['pause', 'cancel']) {
      const finished = await stage.run([command, 'a']);
      expect([finished.code, finished.stderr]).toEqual([2, expect.stringContaining('it is finished')]);
      const unknown = await stage.run([command, 'b']);
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('there is no run "b"')]);
      const nameless = await stage.run([command]);
      expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringContaining('RUN is missing')]);
    }
  });
});
