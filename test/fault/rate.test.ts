import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];

describe.concurrent('the rate limit', () => {
  it('is kept to without one refusal, over several starts', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(80));
    expect((await stage.run(['run', 'a.csv', ...QUICK, '--batch-size', '1', '--no-wait'])).code).toBe(0);
    for (let start = 0; start < 3; start += 1) expect((await stage.run(['track'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(80);
    expect(await sandbox.calls()).toMatchObject({ rateViolations: 0, penaltyViolations: 0 });
  });

  it('once it is hit, is followed by silence for as long as was said', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: throttle 3 x1'] });
    stage.write('a.csv', smallFile(20));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ delivered: 20 });
    const log = await sandbox.log();
    const refused = log.findIndex((call) => call.outcome === '429');
    const [hit, next] = [log[refused], log[refused + 1]];
    expect(Date.parse(next?.at ?? '') - Date.parse(hit?.at ?? '')).toBeGreaterThanOrEqual(3000);
    expect(await sandbox.posts()).toBe(5);
  });

  it('is learned anew when it changes in mid-run, down and up again', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const change = (limit: string) =>
      fetch(`${sandbox.url}/sandbox/settings`, {
        method: 'POST',
        body: JSON.stringify({ 'rate-limit': limit }),
      });
    stage.write('a.csv', smallFile(40));
    const running = stage.start(['run', 'a.csv', ...QUICK, '--batch-size', '1']);
    await sandbox.untilBatches(10);
    await change('10/60');
    await sandbox.untilBatches(20);
    await change('50/60');
    expect((await running.ended).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(40);
    const { rateViolations, penaltyViolations } = await sandbox.calls();
    // Nobody can know of a lower limit before a reply tells it: that one call, and no other.
    expect(rateViolations).toBeLessThanOrEqual(1);
    expect(penaltyViolations).toBe(0);
  });

  it('silences the next start too', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: throttle 4 x1'] });
    stage.write('a.csv', smallFile(20));
    const running = stage.start([...WORDS, '-v']);
    await running.until('not taken, will be offered again: HTTP 429');
    running.child.kill('SIGKILL');
    await running.ended;
    expect((await stage.run(WORDS)).code).toBe(0);
    const log = await sandbox.log();
    const refused = log.findIndex((call) => call.outcome === '429');
    const [hit, next] = [log[refused], log[refused + 1]];
    expect(Date.parse(next?.at ?? '') - Date.parse(hit?.at ?? '')).toBeGreaterThanOrEqual(4000);
  });
});
