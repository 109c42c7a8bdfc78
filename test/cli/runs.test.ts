import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openDatabase } from '../../src/ledger/driver.ts';
import { readReportFiles, readReports } from '../harness/reports.ts';
import { QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

describe.concurrent('a run that is finished', () => {
  it('is not sent again: exit 10, with its date, its reports and the way to send it again', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    const { directory } = readReports(stage, 'a');
    const before = readReportFiles(stage, directory);
    const { code, stdout, stderr } = await stage.run(['run', 'a.csv', ...QUICK]);
    expect({ code, stdout }).toEqual({ code: 10, stdout: '' });
    expect(stderr).toMatch(/nothing to do: a-[0-9a-f]{10} was sent, \d{4}-\d\d-\d\dT[\d:.]+Z\./);
    expect(stderr).toContain('--run-key');
    expect(await sandbox.posts()).toBe(1);
    expect(readReportFiles(stage, directory)).toEqual(before);
    expect((await stage.run(['run', 'a.csv', ...QUICK, '--run-key', 'again'])).code).toBe(0);
    expect(await sandbox.posts()).toBe(2);
  });

  it('gives the same bytes when its reports are written again', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', `${smallFile(4)}120,Bad\n`);
    expect((await stage.run(['run', 'a.csv', ...QUICK, '--max-invalid', '1'])).code).toBe(0);
    const { directory } = readReports(stage, 'a');
    const before = readReportFiles(stage, directory);
    expect(Object.keys(before)).toEqual([
      'SANDBOX.txt',
      'batches.csv',
      'batches.json',
      'messages.csv',
      'rejected.csv',
      'report.html',
      'summary.json',
    ]);
    expect((await stage.run(['report'])).code).toBe(0);
    expect(readReportFiles(stage, directory)).toEqual(before);
    expect((await stage.run(['track'])).code).toBe(0);
    expect(readReportFiles(stage, directory)).toEqual(before);
  });

  it('that died before its reports were written gets them from the next start, whichever it is', async ({
    stage,
  }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(4));
    await stage.run(['run', 'a.csv', ...QUICK]);
    const { directory } = readReports(stage, 'a');
    const whole = readReportFiles(stage, directory);
    for (const [command, code] of [
      [['run', 'a.csv', ...QUICK], 10],
      [['resume'], 0],
    ] as const) {
      forgetReports(stage);
      stage.remove(directory);
      expect((await stage.run([...command])).code).toBe(code);
      expect(readReportFiles(stage, directory)).toEqual(whole);
    }
  });

  it('does not get back the reports that a person removed', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(1));
    await stage.run(['run', 'a.csv', ...QUICK]);
    const { directory } = readReports(stage, 'a');
    stage.remove(directory);
    expect((await stage.run(['resume'])).code).toBe(0);
    expect(() => readReportFiles(stage, directory)).toThrow('ENOENT');
  });

  it('is listed, and found by the beginning of its name', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await stage.run(['run', 'a.csv', ...QUICK]);
    const { run } = readReports(stage, 'a').summary;
    const table = (await stage.run(['runs'])).stdout.split('\n');
    expect(table[0]).toMatch(/^RUN +STATE +PLANNED +RECIPIENTS +BATCHES$/);
    expect(table[1]).toMatch(
      new RegExp(`^${run} +finished +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ +2 +1 +sandbox$`),
    );
    const { runs } = JSON.parse((await stage.run(['runs', '--json'])).stdout) as {
      readonly runs: readonly object[];
    };
    expect(runs).toMatchObject([
      { run, campaign: 'a', state: 'finished', sandbox: true, rows: 2, recipients: 2 },
    ]);
    expect((await stage.run(['status', run.slice(0, 5)])).stdout).toContain(`${run}: finished`);
    expect((await stage.run(['status', `${run}0`])).stderr).toContain(`Did you mean ${run}?`);
    expect(await stage.run(['resume'])).toEqual({ code: 0, stdout: '', stderr: 'nothing is unfinished\n' });
  });
});

describe.concurrent('a run that is not finished', () => {
  it('was left with --no-wait, and is followed by track', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    const left = await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    expect(left.code).toBe(0);
    expect(left.stderr).toContain('Follow them with: campaign track a-');
    expect(readReports(stage, 'a').summary).toMatchObject({
      state: 'tracking',
      messages: { accepted: 3, delivered: 0 },
    });
    expect((await stage.run(['track'])).code).toBe(0);
    expect(readReports(stage, 'a').summary).toMatchObject({ state: 'finished', messages: { delivered: 3 } });
    expect(await sandbox.posts()).toBe(1);
  });

  it('refuses another one of the same name, and is finished by resume', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    const { run } = readReports(stage, 'a').summary;
    stage.write('a.csv', smallFile(4));
    const { code, stderr } = await stage.run(['run', 'a.csv', ...QUICK]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `another run of a is not finished: ${run}. Finish it with \`campaign resume ${run}\` or give it up with \`campaign cancel ${run}\` first`,
    );
    expect(await sandbox.posts()).toBe(1);
    expect((await stage.run(['resume'])).code).toBe(0);
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    expect(await sandbox.posts()).toBe(2);
  });

  it('is not driven in another world', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(1));
    await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    const { run } = readReports(stage, 'a').summary;
    for (const command of ['resume', 'track']) {
      const { code, stderr } = await stage.run([command, run, '--sandbox']);
      expect(code).toBe(2);
      expect(stderr).toContain(`${run}: it is not a run of the embedded sandbox: leave --sandbox out.`);
      const live = { ...stage.environment, RC_SERVER_URL: 'https://127.0.0.1:1' };
      const there = await stage.run([command, run], { environment: live });
      expect(there.code).toBe(2);
      expect(there.stderr).toContain(`${run}: it belongs to a server on a loopback address`);
    }
  });

  it('of the embedded sandbox is left alone by a bare resume, and found by its name', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    const left = await stage.run(['run', 'a.csv', ...QUICK, '--sandbox', '--no-wait']);
    const { run } = readReports(stage, 'a').summary;
    expect([left.code, left.stderr]).toEqual([0, expect.stringContaining(`campaign track ${run} --sandbox`)]);
    const bare = await stage.run(['resume']);
    expect([bare.code, bare.stderr]).toEqual([0, expect.stringContaining('add --sandbox')]);
    expect(readReports(stage, 'a').summary.state).not.toBe('finished');
    expect((await stage.run(['resume', run])).code).toBe(0);
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ delivered: 2 });
  });

  it('of another world is refused by its name, with what to do', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    await stage.openSandbox();
    await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    const { run } = readReports(stage, 'a').summary;
    const wrong = await stage.run(['resume', run, '--sandbox']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('leave --sandbox out')]);
  });

  it('stays paused where a resume says something of a number that it is not sent from', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    await stage.openSandbox();
    await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    const { run } = readReports(stage, 'a').summary;
    expect((await stage.run(['pause', run])).code).toBe(0);
    for (const words of [[], [run]]) {
      expect(await stage.run(['resume', ...words, '--rate', '+14155550199=5'])).toEqual({
        ...{ code: 2, stdout: '' },
        stderr:
          "error: --rate: +14155550199=5 is about a number that this campaign doesn't send from. " +
          `Its senders: ${SENDER}\n`,
      });
    }
    const own = await stage.run(['resume', run, '--rate', `${SENDER}=600`]);
    expect([own.code, own.stderr]).toEqual([0, expect.stringContaining(`${run} is no longer paused`)]);
  });

  it('whose name is mistyped is told, not taken for nothing to do', async ({ stage }) => {
    const { code, stderr } = await stage.run(['resume', 'nope']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no run')]);
  });

  it('beside another is resumed with it, and both are one document of --json', async ({ stage }) => {
    await stage.openSandbox();
    for (const name of ['a', 'b']) {
      stage.write(`${name}.csv`, smallFile(1).replaceAll('Person', name));
      await stage.run(['run', `${name}.csv`, ...QUICK, '--no-wait']);
    }
    const { code, stdout } = await stage.run(['resume', '--json']);
    const document = JSON.parse(stdout) as { readonly runs: readonly { readonly state: string }[] };
    expect([code, document.runs.map((run) => run.state)]).toEqual([0, ['finished', 'finished']]);
  });

  it('ends below --min-delivered with exit 3', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n+12125550199,Ada\n+12125550191,Bo\n');
    expect((await stage.run(['run', 'a.csv', ...QUICK, '--min-delivered', '51%'])).code).toBe(3);
    stage.write('b.csv', 'phone,first_name\n+12125550199,Ida\n+12125550191,Jo\n');
    expect((await stage.run(['run', 'b.csv', ...QUICK, '--min-delivered', '50%'])).code).toBe(0);
  });

  it('ends with exit 4 where messages are still on their way at the deadline', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n+12125550199,Ada\n+12125550194,Bo\n');
    const words = ['run', 'a.csv', ...QUICK.slice(0, 5), '--settle-after', '1h', '--track-for', '1s'];
    expect((await stage.run(words)).code).toBe(4);
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ delivered: 1, sent: 1 });
  });
});

describe.concurrent('two at once', () => {
  it('the second is told who holds the workspace, and exits 11; readers go beside', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ speed: 1 });
    stage.write('a.csv', smallFile(30));
    stage.write('b.csv', smallFile(1).replaceAll('Person', 'Dear'));
    const first = stage.start(['run', 'a.csv', ...QUICK, '-v']);
    await first.until(/a2p-sms\/batches: 201/);
    const second = await stage.run(['run', 'b.csv', ...QUICK]);
    const since = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z';
    expect(second).toMatchObject({ code: 11, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(
        `the workspace is in use by \`campaign run a.csv\` \\(process ${first.child.pid ?? 0} on .+, since ${since}\\)`,
      ),
    );
    expect(second.stderr).not.toContain('Hi');
    expect((await stage.run(['resume'])).code).toBe(11);
    for (const words of [['status'], ['runs'], ['report'], ['plan', 'b.csv', ...QUICK.slice(0, 4)]]) {
      expect({ words, code: (await stage.run(words)).code }).toEqual({ words, code: 0 });
    }
    expect(await sandbox.posts()).toBe(1);
    first.child.kill('SIGTERM');
    await first.ended;
    expect((await stage.run(['run', 'b.csv', ...QUICK, '--no-wait'])).code).toBe(0);
  });
});

/** As after a kill between the end of a run and its reports. */
function forgetReports(stage: Stage): void {
  const database = openDatabase(join(stage.directory, '.campaign', 'ledger.db'));
  database.exec('UPDATE run SET reported_at = NULL');
  database.close();
}
