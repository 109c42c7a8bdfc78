import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import { deliverable, SENDER } from '../harness/recipients.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { it, type Stage } from '../harness/stage.ts';

/** A queue drains one message a second: longer than two ticks of cron are apart. */
const RECIPIENTS = 75;
const EVERYBODY = Array.from({ length: RECIPIENTS }, (_, index) => deliverable(index));

function crontab(words: readonly string[], input = ''): string {
  return execFileSync('crontab', words, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
}

function readCrontab(): string | null {
  try {
    return crontab(['-l']);
  } catch {
    return null;
  }
}

let before: string | null = null;
let cron: ChildProcess | null = null;

beforeEach(() => {
  before = readCrontab();
});

afterEach(() => {
  cron?.kill('SIGTERM');
  cron = null;
  if (before !== null) crontab(['-'], before);
  else if (readCrontab() !== null) crontab(['-r']);
});

/** Cron runs each line by this: it notes what the line said, which is what cron would mail, and its exit code. */
function writeShell(stage: Stage): string {
  const path = join(stage.directory, 'shell.sh');
  const log = join(stage.directory, 'cron.log');
  stage.write(
    'shell.sh',
    `#!/bin/sh\nsaid=$(/bin/sh "$@" 2>&1)\necho "$? [$said] $2" >> '${log}'\nprintf %s "$said"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** The lines of cron's jobs so far: exit code, output and command. */
function readJobs(stage: Stage): string[] {
  return stage.has('cron.log') ? stage.read('cron.log').trimEnd().split('\n') : [];
}

/** Cron's words for the first minute that is far enough away, which is a year from the one after it. */
function nearMinute(): string {
  const at = new Date(Math.ceil((Date.now() + 15_000) / 60_000) * 60_000);
  return `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`;
}

async function schedule(stage: Stage): Promise<SandboxProcess> {
  const sandbox = await stage.openSandbox({ speed: 1 });
  const lines = Object.entries(sandbox.environment).map(([name, value]) => `${name}=${value}\n`);
  // Cron has next to no environment: the credentials are in the workspace.
  stage.write('.env', lines.join(''));
  stage.write('w.csv', `phone\n${EVERYBODY.join('\n')}\n`);
  const campaign = ['--from', SENDER, '--text', 'Hi', '--batch-size', '15', '--settle-after', '1s'];
  const words = ['schedule', 'add', 'once', 'w.csv', '--cron', nearMinute(), '--zone', 'UTC', ...campaign];
  expect(await stage.run(words)).toMatchObject({ code: 0 });
  return sandbox;
}

describe("Debian's cron", () => {
  it('fires twice a minute over a slow run without a second start, and without mail while all is well', async ({
    stage,
  }) => {
    const sandbox = await schedule(stage);
    const others = `SHELL=${writeShell(stage)}\n* * * * * echo control\n`;
    crontab(['-'], others);
    expect(await stage.run(['schedule', 'install', '--yes'])).toMatchObject({ code: 0 });
    const installed = crontab(['-l']);
    const block = installed.slice(others.length);
    expect(installed.startsWith(others)).toBe(true);
    const line = /^\* \* \* \* \* (.*schedule tick.*)$/m.exec(block)?.[1] ?? '';
    const twice = `* * * * * sleep 30; ${line}\n`;
    crontab(['-'], installed + twice);
    cron = spawn('cron', ['-f'], { stdio: 'ignore' });

    const isOver = (): boolean =>
      stage.has('.campaign/schedule-progress.json') &&
      stage.read('.campaign/schedule-progress.json').includes('"last": {');
    await vi.waitFor(() => expect(isOver()).toBe(true), { interval: 1000, timeout: 200_000 });
    const ticks = (): string[] => readJobs(stage).filter((job) => job.includes('schedule tick'));
    const soFar = ticks().length;
    await vi.waitFor(() => expect(ticks().length).toBeGreaterThan(soFar), {
      interval: 1000,
      timeout: 90_000,
    });

    const { stdout } = await stage.run(['runs', '--json']);
    const runs = (JSON.parse(stdout) as { runs: object[] }).runs;
    expect(runs).toMatchObject([{ campaign: 'w', state: 'finished', recipients: RECIPIENTS }]);
    expect((await sandbox.messages()).map(({ to }) => to).sort()).toEqual([...EVERYBODY].sort());
    expect(ticks().length).toBeGreaterThanOrEqual(4);
    expect(ticks().filter((job) => !job.startsWith('0 [] '))).toEqual([]);
    expect(readJobs(stage).filter((job) => job.startsWith('0 [control] '))).not.toEqual([]);

    expect(await stage.run(['schedule', 'install', '--remove', '--yes'])).toMatchObject({ code: 0 });
    expect(crontab(['-l'])).toBe(others + twice);
  }, 400_000);
});
