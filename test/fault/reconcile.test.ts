import { describe, expect } from 'vitest';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openOtherAccount, submitElsewhere } from './other-account.ts';
import { printedCommand } from './printed-command.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5', '--request-timeout', '1s'];
const SHORT = ['--in-doubt-grace', '1s'];
const EVERYBODY: readonly string[] = smallFile(15).match(/\+\d+/g) ?? [];
const NOT_TAKEN = 'POST /a2p-sms/batches: drop-before x1';
const TAKEN = 'POST /a2p-sms/batches: drop-after x1';

/** A run of three batches whose first is in doubt, and held. */
async function holdFirst(stage: Stage, faults: readonly string[], words: readonly string[] = SHORT) {
  const sandbox = await stage.openSandbox({ faults });
  stage.write('a.csv', smallFile(15));
  const held = await stage.run([...WORDS, ...words]);
  return { sandbox, held, run: readReports(stage, 'a').summary.run };
}

async function textsOf(sandbox: SandboxProcess): Promise<string[]> {
  return (await sandbox.messages()).map((message) => message.to).sort();
}

const ONCE = [...EVERYBODY].sort();

describe.concurrent('a batch that is held', () => {
  it('is named with what is known, and the printed commands settle it: offered again, everybody once', async ({
    stage,
  }) => {
    const { sandbox, held, run } = await holdFirst(stage, [NOT_TAKEN]);
    expect(held.code).toBe(5);
    const instant = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC';
    for (const words of [
      new RegExp(`Batch 1 is in doubt: 5 recipients from •••0100, offered ${instant}\\.`),
      /what happened +no answer that says whether RingCentral took it: \w+/,
      new RegExp(`looked at +5 times, last ${instant}, over a day around the offer`),
      /what it means +most likely RingCentral did not take it\. That is no proof/,
    ]) {
      expect(held.stderr).toMatch(words);
      expect((await stage.run(['status'])).stdout).toMatch(words);
    }

    expect(printedCommand(held.stderr, 'it was taken')).toEqual(['reconcile', run, '--adopt', '1=BATCHID']);
    expect(printedCommand(held.stderr, 'let it be')).toEqual(['reconcile', run, '--assume-sent', '1']);
    const looked = await stage.run(printedCommand(held.stderr, 'look again'));
    expect([looked.code, looked.stderr]).toEqual([5, expect.stringContaining('looked at       6 times')]);
    expect(await sandbox.posts()).toBe(3);

    const resend = printedCommand(held.stderr, 'it was not');
    const unasked = await stage.run(resend);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('Say --yes')]);
    const decided = await stage.run([...resend, '--yes']);
    expect([decided.code, decided.stderr]).toEqual([
      0,
      expect.stringMatching(/it will be offered again, as decided .*, unless the next look finds it/),
    ]);
    expect(await sandbox.posts()).toBe(3);
    const resumed = await stage.run(printedCommand(decided.stderr, 'go on with'));
    expect([resumed.code, resumed.stderr]).toEqual([
      0,
      expect.stringMatching(/batch 1 .*: offered again, accepted as sandbox-/),
    ]);
    expect(await textsOf(sandbox)).toEqual(ONCE);
    expect(brokenControls(readReports(stage, 'a').summary)).toEqual([]);
    const { stdout } = await stage.run(['status']);
    expect(stdout).toMatch(
      new RegExp(
        `Decisions:\n {2}${instant} {2}\\S+@.*: batch 1 was not taken, and is to be offered again\n`,
      ),
    );
  });

  it('counts as sent when a person says so, is never offered again, and lets the run end', async ({
    stage,
  }) => {
    const { sandbox, held } = await holdFirst(stage, [NOT_TAKEN]);
    const decided = await stage.run(printedCommand(held.stderr, 'let it be'));
    expect(decided.code).toBe(0);
    const resumed = await stage.run(printedCommand(decided.stderr, 'go on with'));
    expect(resumed.code).toBe(0);
    const { summary, messages } = readReports(stage, 'a');
    expect(summary).toMatchObject({
      state: 'finished',
      messages: { accepted: 10, inDoubt: 5, assumedSent: 5, notSent: 0 },
    });
    expect(messages.filter((row) => row['status'] === 'AssumedSent').map((row) => row['to'] ?? '')).toEqual(
      EVERYBODY.slice(0, 5),
    );
    expect(brokenControls(summary)).toEqual([]);
    expect(await textsOf(sandbox)).toEqual(EVERYBODY.slice(5).sort());
    expect((await stage.run(['status'])).stdout).toMatch(
      /UTC {2}\S+@.*: batch 1 counts as sent, and is never offered again/,
    );
    expect((await stage.run([...WORDS, ...SHORT])).code).toBe(10);
  });

  it('is counted as sent without a provider as well, and as nothing else', async ({ stage }) => {
    const { sandbox, run } = await holdFirst(stage, [NOT_TAKEN]);
    await sandbox.stop();
    expect((await stage.run(['reconcile', run])).code).toBe(4);
    expect((await stage.run(['reconcile', run, '--resend', '1', '--yes'])).code).toBe(4);
    expect((await stage.run(['reconcile', run, '--adopt', '1=x'])).code).toBe(4);
    expect((await stage.run(['status'])).stdout).not.toContain('Decisions:');
    expect((await stage.run(['reconcile', run, '--assume-sent', '1'])).code).toBe(0);
  });

  it('with its recipients under other texts is adopted by its printed id, and by no wrong one', async ({
    stage,
  }) => {
    const { sandbox, held, run } = await holdFirst(stage, [TAKEN, 'POST /a2p-sms/batches: alter-text x1']);
    expect([held.code, held.stderr]).toEqual([
      5,
      expect.stringMatching(/what it means +some of its recipients got other texts/),
    ]);
    const [taken = '', owned = ''] = [...new Set((await sandbox.messages()).map((each) => each.batchId))];
    const foreign = await submitElsewhere(stage.environment);
    for (const [id, words] of [
      [owned, `batch ${owned} belongs to another batch of ours`],
      [foreign, `batch ${foreign} holds 1 messages, none of them to a recipient of batch 1`],
      ['nobody-knows', 'the provider knows no batch nobody-knows'],
    ] as const) {
      const wrong = await stage.run(['reconcile', run, '--adopt', `1=${id}`]);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    const adopt = printedCommand(held.stderr, 'it was taken');
    expect(adopt).toEqual(['reconcile', run, '--adopt', `1=${taken}`]);
    expect((await stage.run(adopt)).code).toBe(0);
    expect((await stage.run(['resume'])).code).toBe(0);
    expect(readReports(stage, 'a').summary).toMatchObject({
      state: 'finished',
      messages: { accepted: 15, delivered: 15 },
    });
    expect((await stage.run(['status'])).stdout).toContain(`batch 1 was taken, as ${taken}`);
    expect((await textsOf(sandbox)).filter((to) => EVERYBODY.includes(to))).toEqual(ONCE);
  });

  it('that the look finds is not offered again, whatever a person decided', async ({ stage }) => {
    const hidden = ['GET /a2p-sms/batches: lag 9999h', 'GET /a2p-sms/messages: lag 9999h'];
    const { sandbox, held, run } = await holdFirst(stage, [TAKEN, ...hidden], [...SHORT, '--no-wait']);
    expect([held.code, held.stderr]).toEqual([
      5,
      expect.stringMatching(/batch 1: not found at the provider/),
    ]);
    await sandbox.clearFaults();
    const decided = await stage.run(['reconcile', run, '--resend', '1', '--yes']);
    expect([decided.code, decided.stderr]).toEqual([
      0,
      expect.stringContaining('batch 1: --resend was not needed, the look has settled it'),
    ]);
    expect((await stage.run(['resume'])).code).toBe(0);
    expect(await textsOf(sandbox)).toEqual(ONCE);
    expect((await stage.run(['status'])).stdout).not.toContain('Decisions:');
  });

  it('and whose second answer is lost as well is in doubt again, to be decided again', async ({ stage }) => {
    const { sandbox, run } = await holdFirst(stage, [NOT_TAKEN]);
    await sandbox.addFault('POST /a2p-sms/batches: status 503 before x1');
    expect((await stage.run(['reconcile', run, '--resend', '1', '--yes'])).code).toBe(0);
    const resumed = await stage.run(['resume']);
    expect([resumed.code, resumed.stderr]).toEqual([
      5,
      expect.stringMatching(/batch 1 .*: offered again, and in doubt again: /),
    ]);
    expect(printedCommand(resumed.stderr, 'it was not')).toEqual(['reconcile', run, '--resend', '1']);
    expect(await sandbox.posts()).toBe(4);
    expect((await stage.run(['resume'])).code).toBe(5);
    expect(await sandbox.posts()).toBe(4);
  });

  it('is not looked for with the credentials of another account: exit 7, and nothing is concluded', async ({
    stage,
  }) => {
    const { sandbox, run } = await holdFirst(stage, [NOT_TAKEN]);
    const other = await openOtherAccount(sandbox.url);
    const environment = { ...stage.environment, RC_SERVER_URL: other.url };
    try {
      for (const words of [
        ['resume', run],
        ['track', run],
        ['reconcile', run],
        ['reconcile', run, '--resend', '1', '--yes'],
      ]) {
        const { code, stderr } = await stage.run(words, { environment });
        expect({ words, code, stderr }).toEqual({
          words,
          code: 7,
          stderr: expect.stringMatching(
            /began with the account \d+, and these credentials are of 4242/,
          ) as string,
        });
      }
    } finally {
      await other.close();
    }
    expect((await stage.run(['status'])).stdout).toContain('looked at       5 times');
    expect(await sandbox.posts()).toBe(3);
  });
});

describe.concurrent('--in-doubt resend', () => {
  const RESEND = [...WORDS, '--in-doubt', 'resend', ...SHORT];

  it('offers a batch again that was not taken, after the grace, and everybody is texted once', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: [NOT_TAKEN] });
    stage.write('a.csv', smallFile(15));
    const { code, stderr } = await stage.run(RESEND);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/batch 1 .*: offered again, accepted as/)]);
    expect(stderr.match(/batch 1: not found at the provider/g)).toHaveLength(5);
    expect(await textsOf(sandbox)).toEqual(ONCE);
    expect((await stage.run(['status'])).stdout).toContain(
      'campaign: batch 1 was not found, and is offered again',
    );
  });

  it('that was too early is told: exit 5, and both batches with their costs are in the reports', async ({
    stage,
  }) => {
    // Offered again 8 s after the first offer at the earliest, and looked for a twin 8 s after that: between the two, with
    // 4 s to each side for a busy machine, the first offer is taken after all.
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: late 12s x1'] });
    stage.write('a.csv', smallFile(15));
    const { code, stderr } = await stage.run([...WORDS, '--in-doubt', 'resend', '--in-doubt-grace', '8s']);
    expect(code).toBe(5);
    expect(await textsOf(sandbox)).toEqual([...EVERYBODY, ...EVERYBODY.slice(0, 5)].sort());
    const { summary, batches, messages } = readReports(stage, 'a');
    const ofFirst = messages.filter((row) => row['batch'] === '1');
    const ids = [...new Set(ofFirst.map((row) => row['batch_id'] ?? ''))];
    expect(ids).toHaveLength(2);
    expect(stderr).toContain('STOPPED: RingCentral has a batch more than once.');
    for (const id of ids) expect(stderr).toContain(id);
    expect(messages.filter((row) => row['batch'] === '1')).toHaveLength(10);
    expect(batches[0]).toMatchObject({ state: 'duplicated', delivered: '10', cost: '0.119' });
    expect(summary).toMatchObject({
      cost: { actual: '0.238' },
      incidents: [{ kind: 'duplicated', batch: 1, recipients: 5, twins: 5 }],
    });
    // The one that the answer named comes first, whichever of them was taken first.
    expect([...(summary.incidents[0]?.batchIds ?? [])].sort()).toEqual([...ids].sort());
    expect(brokenControls(summary)).toEqual([]);
    const asked = await stage.run(['reconcile']);
    expect([asked.code, asked.stderr]).toEqual([0, expect.stringMatching(/nothing is in doubt\nSTOPPED: /)]);
    expect((await stage.run(['resume'])).code).toBe(5);
    expect(await sandbox.posts()).toBe(4);
  });
});
