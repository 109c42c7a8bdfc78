import { parse } from 'csv-parse/sync';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { deliverable, QUICK, SENDER } from '../harness/recipients.ts';
import { brokenControls, type Row, type Summary } from '../harness/reports.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { it, type Stage } from '../harness/stage.ts';

/** Two recipients a batch, and what becomes of each batch; whoever is beyond them is delivered to. */
const FATES = ['SMS-CAR-431', 'SMS-CAR-412', 'SMS-CAR-411', 'SMS-CAR-104', 'SMS-CAR-430', 'SMS-UP-500'];
const LATER = join(import.meta.dirname, '..', 'harness', 'later.mjs');
const DAY_MS = 24 * 60 * 60 * 1000;
const AGAIN = ['--yes', '--settle-after', '1s'] as const;

describe.concurrent('retry', () => {
  it('texts exactly those again whose failure allows it, with their own text, once', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(FATES) });
    const parent = await runFailing(stage);
    const { code, stderr } = await stage.run(['retry', parent, ...AGAIN]);
    expect(code).toBe(0);
    expect(stderr).toContain(`Retry of ${parent}: 4 of 12 failures`);
    expect(stderr).toContain('again     2 × SMS-CAR-431, rejected by the carrier without a reason');
    expect(stderr).toMatch(/not yet {3}2 × SMS-CAR-412, subscriber unavailable: may be tried from \d{4}-/);
    expect(stderr).toContain(
      'never     2 × SMS-CAR-104, no delivery receipt from the carrier: it may have arrived',
    );
    const again = [0, 1, 10, 11];
    expect(await textsOf(sandbox, 14)).toEqual(
      again.map((index) => [deliverable(index), `Hi Person ${index}`]),
    );
    const { summary, messages, rejected } = reportsOf(stage, parent);
    expect(summary).toMatchObject({ retryOf: parent, rows: 4, recipients: 4, state: 'finished' });
    expect(Object.keys(summary).slice(-5)).toEqual(['retryOf', 'senders', 'days', 'countries', 'apiCalls']);
    expect(brokenControls(summary)).toEqual([]);
    expect(messages.map((row) => row['line'])).toEqual(again.map((index) => String(index + 2)));
    expect(rejected).toEqual([]);
  });

  it('twice is nothing to do: exit 10 with the retry and the way to retry that', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431', 'SMS-CAR-412']) });
    const parent = await runFailing(stage);
    expect((await stage.run(['retry', parent, ...AGAIN])).code).toBe(0);
    const before = await sandbox.posts();
    const first = reportsOf(stage, parent).summary.run;
    const { code, stdout, stderr } = await stage.run(['retry', parent, ...AGAIN, '--json']);
    expect({ code, run: (JSON.parse(stdout) as Summary).run }).toEqual({ code: 10, run: first });
    expect(stderr).toContain(`nothing to do: ${first}, the retry of ${parent}, was sent`);
    expect(stderr).toContain(`For what failed there: campaign retry ${first}`);
    const third = await stage.run(['retry', first, ...AGAIN]);
    expect(third.code).toBe(10);
    expect(third.stderr).toContain(`nothing to retry: ${first} has no failure that may be tried again now.`);
    expect(await sandbox.posts()).toBe(before);
  });

  it('a day later takes those that were not due before, and nobody twice', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431', 'SMS-CAR-412']) });
    const parent = await runFailing(stage);
    expect((await stage.run(['retry', parent, ...AGAIN])).code).toBe(0);
    const later = { ...stage.environment, NODE_OPTIONS: `--import=${LATER}`, LATER_MS: String(DAY_MS) };
    const { code, stderr } = await stage.run(['retry', parent, ...AGAIN], { environment: later });
    expect(stderr).toContain(`Retry of ${parent}: 2 of 4 failures`);
    expect(stderr).toContain('2 of them were sent it again meanwhile');
    expect(code).toBe(0);
    expect((await textsOf(sandbox, 14)).map(([to]) => to)).toEqual([0, 1, 2, 3].map(deliverable));
  });

  it('leaves out who opted out meanwhile', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431']) });
    const parent = await runFailing(stage);
    await sandbox.reply(deliverable(0), SENDER, 'STOP');
    expect((await stage.run(['retry', parent, ...AGAIN])).code).toBe(0);
    expect((await textsOf(sandbox, 14)).map(([to]) => to)).toEqual([deliverable(1)]);
    const { summary, rejected } = reportsOf(stage, parent);
    expect(summary).toMatchObject({ rows: 2, recipients: 1, rejectedRows: { 'opted-out': 1 } });
    expect(rejected).toMatchObject([{ line: '2', phone: deliverable(0), code: 'opted-out', first_name: '' }]);
    expect(brokenControls(summary)).toEqual([]);
  });

  it('that was left unfinished goes on from its plan', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431']) });
    const parent = await runFailing(stage);
    expect((await stage.run(['retry', parent, ...AGAIN, '--no-wait'])).code).toBe(0);
    const { code, stderr } = await stage.run(['retry', parent, ...AGAIN]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^resuming a-[0-9a-f]{10}, planned/)]);
    expect(await textsOf(sandbox, 14)).toHaveLength(2);
    expect(reportsOf(stage, parent).summary.state).toBe('finished');
  });

  it('does not begin while the run is unfinished, is a test, or is not there', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ speed: 1 });
    stage.write('a.csv', 'phone,first_name\n+12125550199,Ada\n');
    await stage.run(['run', 'a.csv', ...QUICK, '--no-wait']);
    const unfinished = await stage.run(['retry', 'a', '--yes']);
    expect(unfinished.code).toBe(2);
    expect(unfinished.stderr).toMatch(/^error: (a-\w{10}): it is not finished.* `campaign resume \1`\n$/);
    await stage.run(['test', 'a.csv', ...QUICK, '--to', '+12135550199', '--no-wait']);
    const tested = await stage.run(['retry', 'test-a', '--yes']);
    expect([tested.code, tested.stderr]).toEqual([2, expect.stringContaining('it is a test')]);
    expect((await stage.run(['retry', 'nope', '--yes'])).code).toBe(2);
    expect(await sandbox.posts()).toBe(2);
  });

  it('refuses a cap of a number that the run is not sent from', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431']) });
    const parent = await runFailing(stage);
    const before = await sandbox.posts();
    const { code, stderr } = await stage.run(['retry', parent, ...AGAIN, '--daily-cap', '+14155550198=9']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: --daily-cap: +14155550198=9 is about a number that this campaign doesn't send from. " +
        `Its senders: ${SENDER}\n`,
    });
    expect(await sandbox.posts()).toBe(before);
  });

  it('asks first: without a terminal and without --yes nothing is sent and nothing is left', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: fates(['SMS-CAR-431']) });
    const parent = await runFailing(stage);
    const before = await sandbox.posts();
    const { code, stderr } = await stage.run(['retry', parent]);
    expect(code).toBe(2);
    expect(stderr).toContain('campaign retry: there is no terminal to ask for approval. Nothing was sent.');
    expect(stderr).not.toContain('Person 0');
    expect(await sandbox.posts()).toBe(before);
    expect((await stage.run(['retry', parent, ...AGAIN])).code).toBe(0);
  });

  it('keeps to the hours and limits of now, the YAML beside the file among them', async ({ stage }) => {
    await stage.openSandbox({ faults: fates(['SMS-CAR-431']) });
    const parent = await runFailing(stage);
    stage.write('a.yaml', 'maxMessages: 1\ntext: another text\nfrom: +16505550199\n');
    const { code, stderr } = await stage.run(['retry', parent, ...AGAIN]);
    expect([code, stderr]).toEqual([6, expect.stringContaining('a.yaml:1 maxMessages allows 1')]);
  });
});

/** A fate for each of the first submits; every other one is delivered to. */
function fates(codes: readonly string[]): string[] {
  return codes.map((code, index) => `POST /a2p-sms/batches: fate ${code} #${index + 1}`);
}

/** A run of fourteen recipients in batches of two. Returns its name. */
async function runFailing(stage: Stage): Promise<string> {
  const rows = Array.from({ length: 14 }, (_, index) => `${deliverable(index)},Person ${index}\n`);
  stage.write('a.csv', `phone,first_name\n${rows.join('')}`);
  const { code, stdout } = await stage.run(['run', 'a.csv', ...QUICK, '--batch-size', '2', '--json']);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as Summary).run;
}

/** Whom the sandbox really took a text for, after so many others. */
async function textsOf(sandbox: SandboxProcess, after: number): Promise<(readonly [string, string])[]> {
  return (await sandbox.messages()).slice(after).map(({ to, text }) => [to, text] as const);
}

/** The reports of the one run of the campaign that is not its parent. */
function reportsOf(stage: Stage, parent: string) {
  const [run = ''] = readdirSync(join(stage.directory, 'reports', 'a')).filter((name) => name !== parent);
  const read = (file: string): string => stage.read(join('reports', 'a', run, file));
  const table = (file: string): Row[] => parse(read(file), { columns: true, bom: true });
  return {
    summary: JSON.parse(read('summary.json')) as Summary,
    messages: table('messages.csv'),
    rejected: table('rejected.csv'),
  };
}
