import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { brokenControls, readReports } from '../harness/reports.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const CLOCK = pathToFileURL(join(import.meta.dirname, 'jumping-clock.mjs')).href;
const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '1', '--request-timeout', '1s'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How a start's wall clock goes: ahead from the beginning, and by how much it is set on at a signal. */
function clock(stage: Stage, aheadMs: number, jumpMs = 0) {
  return {
    environment: {
      ...stage.environment,
      NODE_OPTIONS: `--import ${CLOCK}`,
      CLOCK_AHEAD_MS: String(aheadMs),
      CLOCK_JUMP_MS: String(jumpMs),
    },
  };
}

async function setServerClock(sandbox: SandboxProcess, skew: string): Promise<void> {
  const body = JSON.stringify({ 'clock-skew': skew });
  const response = await fetch(`${sandbox.url}/sandbox/settings`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}

/** Everybody once, reports that add up, and no call that the provider had to refuse. */
async function expectAll(stage: Stage, sandbox: SandboxProcess, count: number): Promise<void> {
  const messages = await sandbox.messages();
  expect(messages.length).toBe(count);
  expect(new Set(messages.map(({ to }) => to)).size).toBe(count);
  const { summary } = readReports(stage, 'a');
  expect(brokenControls(summary)).toEqual([]);
  expect(summary.messages).toMatchObject({ delivered: count, inDoubt: 0, notSent: 0 });
  expect(await sandbox.calls()).toMatchObject({ rateViolations: 0, penaltyViolations: 0 });
}

describe.concurrent('a wall clock that is set in mid-run', () => {
  for (const [how, jumpMs] of [
    ['back by an hour', -HOUR],
    ['on by a day', DAY],
    ['back by a day', -DAY],
  ] as const) {
    it(`(${how}) changes nothing: everybody once, at the same pace`, async ({ stage }) => {
      const sandbox = await stage.openSandbox();
      stage.write('a.csv', smallFile(12));
      const running = stage.start(WORDS, clock(stage, 0, jumpMs));
      await sandbox.untilBatches(4);
      running.child.kill('SIGUSR2');
      const { code, stderr } = await running.ended;
      expect(stderr).not.toMatch(/in doubt|unreachable/);
      expect(code).toBe(0);
      await expectAll(stage, sandbox, 12);
    });
  }
});

describe.concurrent("a server whose clock is off from the program's", () => {
  for (const skew of ['5h', '-5h', '23h', '-11h']) {
    it(`(${skew}) is understood, and a lost answer is found all the same`, async ({ stage }) => {
      const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-after x1'] });
      await setServerClock(sandbox, skew);
      stage.write('a.csv', smallFile(5));
      const { code, stderr } = await stage.run(WORDS);
      expect(stderr).toMatch(/found at the provider/);
      expect(code).toBe(0);
      await expectAll(stage, sandbox, 5);
    });
  }
});

describe.concurrent('a run that is resumed three days later', () => {
  it('finds the batch that was taken before the crash, which the API by default no longer lists', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: hang-after x1'] });
    stage.write('a.csv', smallFile(5));
    const running = stage.start([...WORDS.slice(0, -1), '60s'], clock(stage, 0));
    await sandbox.untilBatches(1);
    running.child.kill('SIGKILL');
    await running.ended;
    await setServerClock(sandbox, '72h');
    const { code, stderr } = await stage.run(['resume'], clock(stage, 3 * DAY));
    expect(stderr).toMatch(/found at the provider/);
    expect(code).toBe(0);
    await expectAll(stage, sandbox, 5);
  });
});
