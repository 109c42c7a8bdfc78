import { describe, expect } from 'vitest';
import { brokenControls, readReports, type Row } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const WORDS = [
  ...['run', 'a.csv', ...QUICK, '--batch-size', '10'],
  ...['--request-timeout', '1s', '--in-doubt-grace', '2s'],
];
const RESEND = [...WORDS, '--in-doubt', 'resend'];
const EVERYBODY = smallFile(30).match(/\+\d+/g) ?? [];
const DOUBT = /batch 1 \(10 recipients from •••0100\): in doubt, nobody knows whether it was taken/;

function toSorted(numbers: readonly string[]): string[] {
  return [...numbers].sort();
}

function readHeld(stage: Stage, status = 'InDoubt'): (string | undefined)[] {
  return readReports(stage, 'a')
    .messages.filter((row: Row) => row['status'] === status)
    .map((row) => row['to']);
}

describe.concurrent('a batch that was taken, and whose answer was lost', () => {
  const lost = ['drop-after', 'status 503 after', 'truncate', 'garbage', 'no-id', 'hang-after'];
  // Taken when nobody waits for the answer any more.
  for (const fault of [...lost, 'delay 1500ms before']) {
    it(`(${fault}) is found, and nobody is texted twice`, async ({ stage }) => {
      const sandbox = await stage.openSandbox({ faults: [`POST /a2p-sms/batches: ${fault} x1`] });
      stage.write('a.csv', smallFile(30));
      const { code, stderr } = await stage.run(RESEND);
      expect(stderr).toMatch(DOUBT);
      expect(stderr).toMatch(/batch 1: found at the provider as sandbox-/);
      expect(code).toBe(0);
      expect(toSorted((await sandbox.messages()).map((message) => message.to))).toEqual(toSorted(EVERYBODY));
      expect(await sandbox.posts()).toBe(3);
      const { summary } = readReports(stage, 'a');
      expect(brokenControls(summary)).toEqual([]);
      expect(summary.messages).toMatchObject({ accepted: 30, delivered: 30, inDoubt: 0, notSent: 0 });
    });
  }
});

describe.concurrent('a batch that was not taken, which nobody can know', () => {
  for (const fault of ['drop-before', 'status 503 before', 'redirect 307']) {
    it(`(${fault}) is held for a person, named, and the rest is sent`, async ({ stage }) => {
      const sandbox = await stage.openSandbox({ faults: [`POST /a2p-sms/batches: ${fault} x1`] });
      stage.write('a.csv', smallFile(30));
      const { code, stderr } = await stage.run(WORDS);
      expect(code).toBe(5);
      expect(stderr).toMatch(DOUBT);
      expect(stderr).toMatch(/batch 1: not found at the provider/);
      const { summary } = readReports(stage, 'a');
      for (const way of ['--adopt 1=BATCHID', '--resend 1', '--assume-sent 1']) {
        expect(stderr).toContain(`campaign reconcile ${summary.run} ${way}`);
      }
      const sent = (await sandbox.messages()).map((message) => message.to);
      expect(toSorted(sent)).toEqual(toSorted(EVERYBODY.slice(10)));
      expect(summary.messages).toMatchObject({ accepted: 20, inDoubt: 10, notSent: 0 });
      expect(readHeld(stage)).toEqual(EVERYBODY.slice(0, 10));
      expect(brokenControls(summary)).toEqual([]);
      expect((await stage.run(['status'])).stdout).toContain('Batch 1 is in doubt');

      expect((await stage.run(WORDS)).code).toBe(5);
      expect(await sandbox.posts()).toBe(3);
    });
  }

  it('is offered again by itself where that is the policy, and everybody is texted once', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x1'] });
    stage.write('a.csv', smallFile(30));
    expect((await stage.run(RESEND)).code).toBe(0);
    expect(toSorted((await sandbox.messages()).map((message) => message.to))).toEqual(toSorted(EVERYBODY));
    expect(await sandbox.posts()).toBe(4);
  });

  it('twice stops its sender: what is left is not sent', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x2'] });
    stage.write('a.csv', smallFile(30));
    expect((await stage.run(WORDS)).code).toBe(5);
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ accepted: 0, inDoubt: 20, notSent: 10 });
    expect(await sandbox.posts()).toBe(2);
  });
});

describe.concurrent('a person who was asked', () => {
  it('lets it be offered again, and everybody is texted once', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x1'] });
    stage.write('a.csv', smallFile(30));
    expect((await stage.run(WORDS)).code).toBe(5);
    expect((await stage.run(['reconcile', '--resend', '1'])).code).toBe(2);
    expect((await stage.run(['reconcile', '--resend', '1', '--yes'])).code).toBe(0);
    expect(await sandbox.posts()).toBe(3);
    expect((await stage.run(WORDS)).code).toBe(0);
    expect(toSorted((await sandbox.messages()).map((message) => message.to))).toEqual(toSorted(EVERYBODY));
    expect(await sandbox.posts()).toBe(4);
  });

  it('counts it as sent, and it is never offered again', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x1'] });
    stage.write('a.csv', smallFile(30));
    expect((await stage.run(WORDS)).code).toBe(5);
    expect((await stage.run(['reconcile', '--assume-sent', '1'])).code).toBe(0);
    expect((await stage.run(RESEND)).code).toBe(0);
    expect(readHeld(stage, 'AssumedSent')).toEqual(EVERYBODY.slice(0, 10));
    expect(await sandbox.posts()).toBe(3);
  });

  it('who is wrong about it is overruled by what the provider has', async ({ stage }) => {
    // The lists lag for so long (in the world's time, 20,000 times ours) that the grace ends before they show it.
    const faults = ['messages', 'batches'].map((list) => `GET /a2p-sms/${list}: lag 30h`);
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-after x1', ...faults] });
    stage.write('a.csv', smallFile(10));
    expect((await stage.run(WORDS)).code).toBe(5);
    await sandbox.clearFaults();
    expect((await stage.run(['reconcile', '--resend', '1', '--yes'])).stderr).toContain(
      'found at the provider',
    );
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(10);
    expect(await sandbox.posts()).toBe(1);
  });
});
