import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openTerminal } from '../harness/terminal.ts';

const [ADA, BO, CY] = [deliverable(0), deliverable(1), deliverable(2)];
const TOLL_FREE = '+18885550100';
/** A long code of the US can't be texted with from Canada, nor opted out of there. */
const TORONTO = '+14165550123';
const optOuts = (...words: readonly string[]): string[] => ['opt-outs', ...words];

type Entry = Readonly<Record<'phone' | 'from' | 'world' | 'source' | 'since' | 'at_provider', string>>;

/** The list of a workspace, by its own CSV. */
async function listOf(stage: Stage, workspace = '.'): Promise<Entry[]> {
  const { code, stdout } = await stage.run(optOuts('list', '--csv', '--workspace', workspace));
  expect(code).toBe(0);
  return parse(stdout, { columns: true });
}

/** What the provider has, as a workspace sees it that knows nothing else. */
async function listOfProvider(stage: Stage): Promise<string[]> {
  mkdirSync(join(stage.directory, 'other'), { recursive: true });
  await stage.run(optOuts('pull', '--prune', '--workspace', 'other'));
  return (await listOf(stage, 'other')).map(({ phone, from }) => `${phone} ${from}`);
}

describe.concurrent('opt-outs pull', () => {
  it('reads what was said to the provider, whoever that keeps from the next run is in rejected.csv', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    await sandbox.reply(ADA, SENDER, 'STOP');
    await sandbox.reply(BO, TOLL_FREE, 'stop');
    const { code, stdout, stderr } = await stage.run(optOuts('pull'));
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: 'the provider has 2 opt-outs, 2 of them new here\n',
    });
    expect((await listOf(stage)).map(({ phone, from, source }) => [phone, from, source])).toEqual([
      [ADA, SENDER, 'provider'],
      [BO, TOLL_FREE, 'provider'],
    ]);
    stage.write('a.csv', smallFile(3));
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    const { rejected } = readReports(stage, 'a');
    expect(rejected.map((row) => [row['phone'], row['code']])).toEqual([
      [ADA, 'opted-out'],
      [BO, 'opted-out'],
    ]);
    expect((await sandbox.messages()).map(({ to }) => to)).toEqual([CY]);
  });

  it('keeps whoever is not in the list any more, and says how to take that back', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await sandbox.reply(ADA, SENDER, 'STOP');
    await stage.run(optOuts('pull'));
    await stage.run(optOuts('add', ADA));
    await sandbox.reply(ADA, SENDER, 'START');
    const kept = await stage.run(optOuts('pull'));
    expect(kept.stderr.trimEnd().split('\n')).toEqual([
      'the provider has 0 opt-outs, 0 of them new here',
      '1 opt-out that came from it earlier is not in its list any more, and counts here still. To take it back: ' +
        'campaign opt-outs pull --prune',
    ]);
    expect(await listOf(stage)).toHaveLength(2);
    const pruned = await stage.run(optOuts('pull', '--prune', '--json'));
    expect(JSON.parse(pruned.stdout)).toEqual({
      ...{ schema: 'campaign-opt-outs-pull/1', world: 'loopback' },
      ...{ optOuts: 0, added: 0, delisted: 1, pruned: 1 },
    });
    expect((await listOf(stage)).map(({ source }) => source)).toEqual(['manual']);
  });

  it('and push need credentials, and make nothing without', async ({ stage }) => {
    for (const action of ['pull', 'push']) {
      const { code, stdout, stderr } = await stage.run(optOuts(action));
      expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
      expect(stderr).toContain('--sandbox');
    }
    expect(stage.files()).toEqual([]);
  });

  it('that can not be read to its end says so, and prunes nothing', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await sandbox.reply(ADA, SENDER, 'STOP');
    await stage.run(optOuts('pull'));
    await sandbox.reply(ADA, SENDER, 'START');
    await sandbox.addFault('* /*: status 503');
    expect((await stage.run(optOuts('pull', '--prune'))).code).toBe(4);
    expect(await listOf(stage)).toHaveLength(1);
  });

  it('is of the embedded sandbox with --sandbox, without credentials', async ({ stage }) => {
    stage.write('a.csv', 'phone\n+12125550192\n');
    expect(
      (await stage.run(['run', 'a.csv', ...QUICK.slice(0, 2), '--text', 'Hi', '--yes', '--sandbox'])).code,
    ).toBe(0);
    const { code, stderr } = await stage.run(optOuts('pull', '--sandbox'));
    expect([code, stderr]).toEqual([0, 'the provider has 1 opt-out, 0 of them new here\n']);
    expect(await listOf(stage)).toMatchObject([
      { phone: '+12125550192', world: 'sandbox', source: 'SMS-CAR-413', at_provider: 'yes' },
    ]);
    expect((await stage.run(optOuts('push', '--sandbox', '--json'))).stdout).toContain('"told": 0');
  });
});

describe.concurrent('opt-outs push', () => {
  it('tells the provider what was learned here, for every number that may send, once', async ({ stage }) => {
    await stage.openSandbox();
    await stage.run(optOuts('add', ADA));
    const { code, stdout, stderr } = await stage.run(optOuts('push'));
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: '•••0100: 1 opt-out told\n•••0100: 1 opt-out told\n',
    });
    expect(await listOfProvider(stage)).toEqual([`${ADA} ${SENDER}`, `${ADA} ${TOLL_FREE}`]);
    const again = await stage.run(optOuts('push', '--json'));
    expect(JSON.parse(again.stdout)).toEqual({
      ...{ schema: 'campaign-opt-outs-push/1', world: 'loopback' },
      numbers: [SENDER, TOLL_FREE].map((from) => ({ from, told: 0, failed: [] })),
    });
    const seen = (await listOf(stage)).map(({ from, source, at_provider: at }) => [from, source, at]);
    expect(seen).toEqual([
      ['all', 'manual', 'no'],
      [SENDER, 'manual', 'yes'],
      [TOLL_FREE, 'manual', 'yes'],
    ]);
  });

  it('does so for the numbers that are named, if they may send', async ({ stage }) => {
    await stage.openSandbox();
    await stage.run(optOuts('add', ADA, '--from', TOLL_FREE));
    await stage.run(optOuts('add', BO));
    expect((await stage.run(optOuts('push', '--from', SENDER))).code).toBe(0);
    expect(await listOfProvider(stage)).toEqual([`${BO} ${SENDER}`]);
    const wrong = await stage.run(optOuts('push', '--from', '+16505550111'));
    expect([wrong.code, wrong.stderr]).toEqual([7, expect.stringContaining('may not send A2P messages')]);
  });

  it('says what the provider did not take, ends with 4, and tries that again', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await stage.run(optOuts('add', ADA, TORONTO));
    const { code, stdout, stderr } = await stage.run(optOuts('push', '--from', SENDER, '--json'));
    expect(code).toBe(4);
    const [number] = (JSON.parse(stdout) as { numbers: { told: number; failed: { phone: string }[] }[] })
      .numbers;
    expect(number).toMatchObject({ from: SENDER, told: 1, failed: [{ phone: TORONTO }] });
    expect(stderr).toContain(
      '•••0100: 1 opt-out not taken. Here they count all the same. The next push tries again',
    );
    expect(stderr).toContain('  •••0123: ');
    expect(stderr).not.toContain('5550123');
    expect(await listOfProvider(stage)).toEqual([`${ADA} ${SENDER}`]);
    const before = (await sandbox.calls()).total;
    expect((await stage.run(optOuts('push', '--from', SENDER))).code).toBe(4);
    expect((await sandbox.calls()).total).toBeGreaterThan(before);
  });
});

describe.concurrent('opt-outs add', () => {
  it('makes a ledger where there is none, and counts in every world', async ({ stage }) => {
    expect(await stage.run(optOuts('add', ADA, BO, ADA))).toEqual({
      ...{ code: 0, stdout: '', stderr: '2 opt-outs added\n' },
    });
    const again = await stage.run(optOuts('add', ADA, CY, '--json'));
    expect(JSON.parse(again.stdout)).toEqual({ schema: 'campaign-opt-outs-add/1', added: 1, known: 1 });
    stage.write('a.csv', smallFile(4));
    const plan = await stage.run(['plan', 'a.csv', ...QUICK.slice(0, 4), '--json']);
    expect(JSON.parse(plan.stdout)).toMatchObject({ recipients: 1, rejectedRows: { 'opted-out': 3 } });
  });

  it('may be about one of our numbers, which takes one number behind each --from', async ({ stage }) => {
    await stage.run(optOuts('add', ADA, '--from', SENDER, BO, '--from', TOLL_FREE));
    expect((await listOf(stage)).map(({ phone, from }) => `${phone} ${from}`)).toEqual(
      [ADA, BO].flatMap((phone) => [`${phone} ${SENDER}`, `${phone} ${TOLL_FREE}`]),
    );
  });

  it('refuses what is no number of the US or Canada with its plus, all of it at once, masked', async ({
    stage,
  }) => {
    const { code, stderr } = await stage.run(
      optOuts('add', ADA, '4155550199', '+442071838750', '--from', 'us'),
    );
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'error: PHONE: "•••0199" can not be used. Use a full number such as +16505550100',
      'error: PHONE: "•••8750" can not be used. Use a US or Canadian number: no other can send A2P messages',
      'error: --from: "us" can not be used. Use a full number such as +16505550100',
    ]);
    expect(stage.files()).toEqual([]);
  });

  it('goes in beside a process that is submitting: the next batch leaves them out', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: delay 15s after x1'] });
    stage.write('a.csv', smallFile(4));
    stage.write('more.csv', `phone\n${deliverable(3)}\n`);
    const running = stage.start(['run', 'a.csv', ...QUICK, '--batch-size', '2']);
    await sandbox.untilBatches(1);
    for (const words of [['pull'], ['add', CY], ['import', 'more.csv'], ['list']]) {
      expect([words, (await stage.run(optOuts(...words))).code]).toEqual([words, 0]);
    }
    expect((await running.ended).code).toBe(0);
    expect((await sandbox.messages()).map(({ to }) => to)).toEqual([ADA, BO]);
  });
});

describe.concurrent('opt-outs remove', () => {
  it('says what goes and what the law says, needs --yes without a terminal, and never asks the provider', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    await sandbox.reply(ADA, SENDER, 'STOP');
    await stage.run(optOuts('pull'));
    await stage.run(optOuts('add', ADA, BO));
    const calls = (await sandbox.calls()).total;
    const silent = await stage.run(optOuts('remove', ADA));
    expect(silent.code).toBe(2);
    expect(silent.stderr).toContain('  •••0199, said to all of our numbers, from manual, since ');
    expect(silent.stderr).toContain('  •••0199, said to •••0100, loopback, from provider, since ');
    expect(silent.stderr).toContain('is against the law, unless they asked for it again');
    expect(silent.stderr).toContain('it still blocks them');
    expect(silent.stderr).toContain(
      'not approved. Nothing was changed. Say --yes to remove without a terminal',
    );
    expect(await listOf(stage)).toHaveLength(3);
    const done = await stage.run(optOuts('remove', ADA, '--yes', '--json'));
    expect(JSON.parse(done.stdout)).toEqual({ schema: 'campaign-opt-outs-remove/1', removed: 2 });
    expect((await listOf(stage)).map(({ phone }) => phone)).toEqual([BO]);
    expect((await sandbox.calls()).total).toBe(calls);
    expect(await listOfProvider(stage)).toEqual([`${ADA} ${SENDER}`]);
  });

  it('asks on a terminal', async ({ stage }) => {
    await stage.run(optOuts('add', ADA));
    for (const [key, code, left] of [['n', 2, 1] as const, ['y', 0, 0] as const]) {
      const terminal = await openTerminal(stage, optOuts('remove', ADA));
      try {
        await terminal.until('Did they ask for it? [y/N]');
        await terminal.press(key, 'Enter');
        await terminal.until(`exit code ${code}`);
      } finally {
        await terminal.close();
      }
      expect(await listOf(stage)).toHaveLength(left);
    }
  });

  it('of a number that is not on the list changes nothing', async ({ stage }) => {
    const nobody = await stage.run(optOuts('remove', ADA, '--yes'));
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('•••0199 is not on the list')]);
    expect(stage.files()).toEqual([]);
    await stage.run(optOuts('add', ADA));
    expect((await stage.run(optOuts('remove', ADA, TORONTO, '--yes'))).code).toBe(2);
    expect(await listOf(stage)).toHaveLength(1);
  });
});
