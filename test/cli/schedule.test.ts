import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const HOUR = 60 * 60 * 1000;
const campaign = QUICK.filter((word) => word !== '--yes');
const add = (...words: readonly string[]): string[] => ['schedule', 'add', 'daily', 'a.csv', ...words];

/** A schedule that was added two days ago, and is due a few hours ago and not again today. */
async function addLate(stage: Stage, catchUp = 'last'): Promise<string> {
  stage.write('a.csv', smallFile(2));
  const due = new Date(Math.floor((Date.now() - HOUR) / HOUR) * HOUR);
  const cron = `0 ${due.getUTCHours()} * * *`;
  const words = add('--cron', cron, '--zone', 'UTC', '--catch-up', catchUp, ...campaign);
  expect(await stage.run(words)).toMatchObject({ code: 0 });
  const file = stage.read('.campaign/schedules.json');
  const earlier = new Date(due.getTime() - 36 * HOUR).toISOString();
  stage.write('.campaign/schedules.json', file.replace(/"addedAt": ".*?"/, `"addedAt": "${earlier}"`));
  return due.toISOString();
}

const tick = ['schedule', 'tick', '--quiet'];
const silent = { code: 0, stdout: '', stderr: '' };

describe.concurrent('schedule add', () => {
  it('tells all that is wrong at once, and nothing is kept', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const words = add('--cron', '61 9 * * *', '--zone', 'Mars', '--catch-up', 'some', '--sandbox');
    const { code, stderr } = await stage.run([...words, ...campaign]);
    expect(code).toBe(2);
    for (const part of ['--cron: "61 9 * * *"', '--zone: "Mars" is no zone', '--catch-up: "some"'])
      expect(stderr).toContain(part);
    const option = await stage.run(
      add('--cron', '@daily', '--zone', 'UTC', '--sandbox', ...campaign, '--batch-size', '0'),
    );
    expect(option).toMatchObject({ code: 2 });
    expect(option.stderr).toContain('--batch-size');
    expect((await stage.run(add('--cron', '0 9 30 2 *', '--zone', 'UTC', '--sandbox'))).stderr).toContain(
      'never comes',
    );
    expect(stage.files()).toEqual(['a.csv']);
  });

  it('shows the next three by both clocks, keeps the list private, and takes a name once', async ({
    stage,
  }) => {
    stage.write('a.csv', smallFile(1));
    const words = add('--cron', '30 2 * * *', '--zone', 'America/New_York', '--sandbox', ...campaign);
    const { code, stderr } = await stage.run(words);
    expect(code).toBe(0);
    expect(stderr.match(/02:30 GMT-[45] {2}= {2}\d{4}-\d\d-\d\d 0[67]:30Z/g)).toHaveLength(3);
    expect(statSync(join(stage.directory, '.campaign/schedules.json')).mode & 0o777).toBe(0o600);
    expect(await stage.run(words)).toMatchObject({ code: 2 });
    const list = JSON.parse((await stage.run(['schedule', 'list', '--json'])).stdout) as object;
    expect(list).toMatchObject({
      schedules: [{ name: 'daily', file: 'a.csv', catchUp: 'last', last: null }],
    });
    expect((await stage.run(['schedule', 'remove', 'dayly'])).stderr).toContain('Did you mean daily?');
    expect(await stage.run(['schedule', 'remove', 'daily', '--quiet'])).toEqual(silent);
    expect((await stage.run(['schedule', 'list'])).stderr).toContain('there is no schedule');
  });
});

describe.concurrent('schedule tick', () => {
  it('sends the last of what was missed, once, and says nothing', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const due = await addLate(stage);
    expect(await stage.run(tick)).toEqual(silent);
    expect(await stage.run(tick)).toEqual(silent);
    expect((await sandbox.messages()).map(({ to }) => to)).toHaveLength(2);
    const { stdout } = await stage.run(['schedule', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schedules: [{ last: { occurrence: due, exitCode: 0 } }] });
  });

  it('sends each of what was missed under `all`, oldest first', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await addLate(stage, 'all');
    const { stdout } = await stage.run(['schedule', 'tick', '--json']);
    const { steps } = JSON.parse(stdout) as { steps: { occurrence: string; exitCode: number }[] };
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((steps[0]?.occurrence ?? '') < (steps[1]?.occurrence ?? '')).toBe(true);
    expect(await sandbox.messages()).toHaveLength(4);
  });

  it('that died after its run was planned goes on with that, though the file is another by now', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    const occurrence = await addLate(stage);
    await stage.run(tick);
    const path = '.campaign/schedule-progress.json';
    const progress = JSON.parse(stage.read(path)) as { schedules: Record<string, object> };
    for (const key of Object.keys(progress.schedules)) {
      const begun = { occurrence, afterRun: 0, campaign: 'a' };
      const handledUntil = new Date(0).toISOString();
      progress.schedules[key] = { handledUntil, started: [], begun, attempt: null, last: null };
    }
    stage.write(path, JSON.stringify(progress));
    stage.write('a.csv', smallFile(5));
    expect(await stage.run(tick)).toEqual(silent);
    expect(await sandbox.messages()).toHaveLength(2);
  });

  it('tells trouble once, with the code of the run, and tries again', async ({ stage }) => {
    await stage.openSandbox();
    await addLate(stage);
    stage.write('a.csv', 'name\nAda\n');
    const first = await stage.run(tick);
    expect(first).toMatchObject({ code: 2, stdout: '' });
    expect(first.stderr).toMatch(/^schedule daily, .*: exit code 2, .*\nerror: a\.csv/);
    expect(await stage.run(tick)).toEqual(silent);
    expect((await stage.run(['schedule', 'list'])).stdout).toContain('not begun, exit code 2');
  });
});

describe.concurrent('schedule install', () => {
  /** A `crontab` that keeps its file in the workspace. */
  const withCrontab = (stage: Stage, text: string): { environment: Record<string, string> } => {
    stage.write('tab', text);
    stage.write(
      'bin/crontab',
      '#!/bin/sh\ncase $1 in -l) cat ../tab;; -) cat > ../tab;; esac\n'.replaceAll(
        '../',
        `${stage.directory}/`,
      ),
    );
    chmodSync(join(stage.directory, 'bin/crontab'), 0o755);
    return { environment: { PATH: `${stage.directory}/bin:/usr/bin:/bin` } };
  };

  it('adds one block, once, and takes it out again, byte for byte', async ({ stage }) => {
    const before = 'MAILTO=ops@example.com\n0 1 * * * echo \u00e9 \\%\n';
    const launch = withCrontab(stage, before);
    const install = ['schedule', 'install'];
    expect(await stage.run(install, launch)).toMatchObject({ code: 2 });
    const { stdout } = await stage.run([...install, '--print'], launch);
    expect(stage.read('tab')).toBe(before);
    await stage.run([...install, '--yes'], launch);
    expect(stage.read('tab')).toBe(before + stdout);
    expect((await stage.run([...install, '--yes'], launch)).stderr).toContain('nothing to change');
    expect(await stage.run([...install, '--remove', '--yes'], launch)).toMatchObject({ code: 0 });
    expect(stage.read('tab')).toBe(before);
  });

  it('says what to do where there is no cron', async ({ stage }) => {
    const { code, stderr } = await stage.run(['schedule', 'install', '--yes'], {
      environment: { PATH: stage.directory },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/crontab: there is no such command\. .*`campaign schedule run`/);
  });
});

describe.concurrent('schedule run', () => {
  it('starts what is due, waits for the next, and leaves at SIGTERM', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await addLate(stage);
    const running = stage.start(['schedule', 'run']);
    await running.until(/next: daily at/);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stdout: '' });
    expect(await sandbox.messages()).toHaveLength(2);
    expect((await sandbox.messages()).map(({ from }) => from)).toEqual([SENDER, SENDER]);
  });
});
