import { describe, expect } from 'vitest';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import type { Running } from '../harness/program.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { it, type Stage } from '../harness/stage.ts';
import { printedCommand } from './printed-command.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const EVERYBODY: readonly string[] = smallFile(30).match(/\+\d+/g) ?? [];
const SLOW = 'POST /a2p-sms/batches: delay 2500ms';

/** A process that has submitted one of six batches and is at the second. */
async function startSlowly(
  stage: Stage,
): Promise<{ readonly sandbox: SandboxProcess; readonly driver: Running; readonly run: string }> {
  const sandbox = await stage.openSandbox({ faults: [SLOW] });
  stage.write('a.csv', smallFile(30));
  const driver = stage.start([...WORDS, '-v']);
  await driver.until(/batch 1 .*: accepted/);
  const { runs } = JSON.parse((await stage.run(['runs', '--json'])).stdout) as {
    readonly runs: readonly { readonly run: string }[];
  };
  return { sandbox, driver, run: runs[0]?.run ?? '' };
}

async function textsOf(sandbox: SandboxProcess): Promise<string[]> {
  return (await sandbox.messages()).map((message) => message.to).sort();
}

describe.concurrent('a run that is paused while another process submits it', () => {
  it('submits nothing more, is followed, and goes on only by its name: everybody is texted once', async ({
    stage,
  }) => {
    const { sandbox, driver, run } = await startSlowly(stage);
    const paused = await stage.run(['pause', run]);
    expect([paused.code, paused.stderr]).toEqual([
      0,
      expect.stringMatching(/is paused since .* UTC: [1-5] of 6 batches are not submitted\./),
    ]);
    const driven = await driver.ended;
    expect([driven.code, driven.stderr]).toEqual([
      4,
      expect.stringContaining('paused: nothing more is submitted'),
    ]);
    const posts = await sandbox.posts();
    expect(posts).toBeLessThan(6);
    const { summary } = readReports(stage, 'a');
    expect(summary).toMatchObject({
      state: 'paused',
      messages: { delivered: posts * 5, notSent: 30 - posts * 5 },
    });

    for (const words of [['resume'], ['track'], WORDS, ['run', 'a.csv', ...WORDS.slice(2), '--no-wait']]) {
      const { code, stderr } = await stage.run(words);
      expect({ words, code, stderr }).toEqual({
        words,
        code: 4,
        stderr: expect.stringContaining(
          `until the run is resumed by its name: campaign resume ${run}`,
        ) as string,
      });
    }
    const again = await stage.run(['pause', run, '--json']);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([
      0,
      { schema: 'campaign-pause/1', run, pausedAt: expect.stringMatching(/Z$/) as string },
    ]);
    expect(await sandbox.posts()).toBe(posts);

    const resumed = await stage.run(printedCommand(paused.stderr, 'does not'));
    expect([resumed.code, resumed.stderr]).toEqual([
      0,
      expect.stringContaining(`${run} is no longer paused`),
    ]);
    expect(await textsOf(sandbox)).toEqual([...EVERYBODY].sort());
    expect((await stage.run(['status'])).stdout).toMatch(
      /Decisions:\n.*UTC {2}\S+@.*: paused\n.*UTC {2}\S+@.*: no longer paused/,
    );
  });
});

describe.concurrent('a run that is cancelled', () => {
  it('while another process submits it keeps what was submitted, and frees its name at once', async ({
    stage,
  }) => {
    const { sandbox, driver, run } = await startSlowly(stage);
    const cancelled = await stage.run(['cancel', run, '--yes']);
    expect([cancelled.code, cancelled.stderr]).toEqual([
      0,
      expect.stringMatching(/is cancelled since .* UTC: [1-5] of 6 batches are given up\./),
    ]);
    const driven = await driver.ended;
    expect(driven).toMatchObject({ code: 0 });
    const posts = await sandbox.posts();
    const { summary } = readReports(stage, 'a');
    expect(summary).toMatchObject({
      state: 'cancelled',
      finishedAt: expect.stringMatching(/Z$/) as string,
      messages: { delivered: posts * 5, notSent: 30 - posts * 5 },
    });
    expect(brokenControls(summary)).toEqual([]);
    expect((await stage.run(['resume'])).stderr).toBe('nothing is unfinished\n');
    const same = await stage.run(WORDS);
    expect([same.code, same.stderr]).toEqual([10, expect.stringContaining('was cancelled')]);
    expect(await sandbox.posts()).toBe(posts);

    await sandbox.clearFaults();
    stage.write('a.csv', `phone,first_name\n${EVERYBODY.slice(posts * 5).join(',Bo\n')},Bo\n`);
    expect((await stage.run(WORDS)).code).toBe(0);
    expect(await textsOf(sandbox)).toEqual([...EVERYBODY].sort());
    expect((await stage.run(['status', run])).stdout).toMatch(
      /UTC {2}\S+@.*: cancelled: \d batches were not submitted/,
    );
  });

  it('with a batch in doubt says how it is settled: exit 5, and never by offering it again', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x1'] });
    stage.write('a.csv', smallFile(10));
    const held = await stage.run([...WORDS, '--in-doubt-grace', '1s']);
    expect(held.code).toBe(5);
    const { run } = readReports(stage, 'a').summary;
    const cancelled = await stage.run(['cancel', run, '--yes', '--json']);
    expect([cancelled.code, JSON.parse(cancelled.stdout)]).toEqual([
      5,
      {
        schema: 'campaign-cancel/1',
        run,
        cancelledAt: expect.stringMatching(/Z$/) as string,
        abandoned: 0,
        inDoubt: [1],
      },
    ]);
    expect(cancelled.stderr).not.toContain('--resend');
    const resend = await stage.run(['reconcile', run, '--resend', '1', '--yes']);
    expect([resend.code, resend.stderr]).toEqual([
      2,
      expect.stringContaining('is cancelled: nothing of it is sent any more'),
    ]);
    expect((await stage.run(['resume'])).code).toBe(5);
    expect((await stage.run(printedCommand(cancelled.stderr, 'let it be'))).code).toBe(0);
    expect((await stage.run(['resume'])).code).toBe(0);
    expect(readReports(stage, 'a').summary).toMatchObject({
      state: 'cancelled',
      messages: { delivered: 5, assumedSent: 5 },
    });
    expect((await stage.run(['resume'])).stderr).toBe('nothing is unfinished\n');
    expect(await sandbox.posts()).toBe(2);
  });
});
