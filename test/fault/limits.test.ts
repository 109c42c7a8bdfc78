import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import type { Stage } from '../harness/open-stage.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { brokenControls, readReports } from '../harness/reports.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const CLOCK = pathToFileURL(join(import.meta.dirname, 'jumping-clock.mjs')).href;

describe.concurrent('a limit', () => {
  it('of cost refuses a plan beyond it, exit 6, and nothing is sent', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    const { code, stderr } = await stage.run([...WORDS, '--max-cost', '0.2379']);
    expect(code).toBe(6);
    expect(stderr).toContain('0.238 USD');
    expect(await sandbox.posts()).toBe(0);
    expect((await stage.run([...WORDS, '--max-messages', '19'])).code).toBe(6);
    expect((await stage.run([...WORDS, '--max-cost', '0.238', '--max-messages', '20'])).code).toBe(0);
  });

  it('of cost stops a run exactly before the batch that could pass it, with prices that come late', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ words: ['--cost-delay', 'never'] });
    stage.write('a.csv', smallFile(20));
    expect((await stage.run([...WORDS, '--daily-cap', '10'])).code).toBe(6);
    expect(await sandbox.posts()).toBe(2);
    const resume = ['resume', '--daily-cap', '1000', '--settle-after', '1s'];
    expect((await stage.run([...resume, '--max-cost', '0.1784'])).code).toBe(6);
    expect(await sandbox.posts()).toBe(2);
    expect((await stage.run([...resume, '--max-cost', '0.1785'])).code).toBe(6);
    expect(await sandbox.posts()).toBe(3);
    expect((await stage.run([...resume, '--max-cost', '1'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(20);
    expect(readReports(stage, 'a').summary.cost).toMatchObject({ actual: '0.00', unpriced: 20 });
  });

  it('of cost is not lifted by prices of zero, which may be prices to come', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['GET /a2p-sms/*: cost zero'] });
    stage.write('a.csv', smallFile(20));
    expect((await stage.run([...WORDS, '--daily-cap', '10'])).code).toBe(6);
    const resume = ['resume', '--daily-cap', '1000', '--settle-after', '1s'];
    expect((await stage.run([...resume, '--max-cost', '0.1785'])).code).toBe(6);
    expect(await sandbox.posts()).toBe(3);
    expect(readReports(stage, 'a').summary.cost).toMatchObject({ actual: '0.00', unpriced: 0 });
    expect((await stage.run([...resume, '--max-cost', '1'])).code).toBe(0);
    expect(await sandbox.posts()).toBe(4);
  });

  it('is reckoned with what messages really cost, once that is known', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ words: ['--price', '0.03'] });
    stage.write('a.csv', smallFile(20));
    const limited = [...WORDS, '--max-cost', '0.25'];
    expect((await stage.run([...limited, '--daily-cap', '10'])).code).toBe(6);
    expect((await stage.run(['track', '--settle-after', '1s'])).code).not.toBe(1);
    // Ten cost 0.30 already.
    expect((await stage.run(['resume', '--daily-cap', '1000'])).code).toBe(6);
    expect(await sandbox.posts()).toBe(2);
  });
});

describe.concurrent('a price', () => {
  it('that is corrected later is in the reports of the next track', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect(readReports(stage, 'a').summary.cost['actual']).toBe('0.0357');
    const [first] = await sandbox.messages();
    await sandbox.correctCosts(first?.batchId ?? '', '0.0085');
    expect((await stage.run(['track', 'a'])).code).toBe(0);
    const { summary, messages } = readReports(stage, 'a');
    expect(summary.cost['actual']).toBe('0.0255');
    expect(messages.map((row) => row['cost'])).toEqual(['0.0085', '0.0085', '0.0085']);
    expect(brokenControls(summary)).toEqual([]);
  });
});

describe.concurrent('an alarm', () => {
  it.for([
    ['SMS-UP-431', 7],
    ['SMS-CAR-430', 6],
  ] as const)(
    'by %s pauses the run until a person resumes it by name, exit %d',
    async ([code, exit], { stage }) => {
      const sandbox = await stage.openSandbox({ faults: [`POST /a2p-sms/batches: fate ${code} x2`] });
      stage.write('a.csv', smallFile(40).replaceAll('5550199', '5550180'));
      const words = ['run', 'a.csv', ...QUICK, '--batch-size', '10'];
      expect([6, 7]).toContain((await stage.run([...words, '--daily-cap', '20'])).code);
      const cron = ['resume', '--daily-cap', '1000', '--settle-after', '1s'];
      expect((await stage.run(cron)).code).toBe(exit);
      expect((await stage.run(cron)).code).toBe(exit);
      expect(await sandbox.posts()).toBe(2);
      const status = await stage.run(['status']);
      expect(status.stdout).toContain(code === 'SMS-UP-431' ? 'SMS-UP-431' : 'blocked as spam');
      await stage.run(['resume', 'a', '--daily-cap', '1000', '--settle-after', '1s']);
      expect(await sandbox.posts()).toBe(4);
    },
  );
});

describe.concurrent('a sending window', () => {
  it('that is closed ends a cron start with 8, and the next one inside it goes on', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n+12125550199,Ann\n');
    const words = ['run', 'a.csv', ...QUICK, '--window', '09:00-20:00'];
    const night = await runAt(stage, words, 23);
    expect(night.code).toBe(8);
    expect(night.stderr).toContain('outside the sending window');
    expect(await sandbox.posts()).toBe(0);
    expect((await runAt(stage, ['resume', '--settle-after', '1s'], 11)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(1);
  });

  it('is none where nothing is really sent, unless it is asked for', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n+12125550199,Ann\n');
    expect((await runAt(stage, WORDS, 23)).code).toBe(0);
  });
});

/** Starts the program with a clock that shows this hour in New York, at most half a day away from now. */
function runAt(stage: Stage, words: readonly string[], hour: number) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  const hours = (hour - Number(format.format(new Date())) + 36) % 24;
  const ahead = (hours - 12) * 3_600_000;
  const environment = { NODE_OPTIONS: `--import ${CLOCK}`, CLOCK_AHEAD_MS: String(ahead) };
  return stage.run(words, { environment: { ...stage.environment, ...environment } });
}
