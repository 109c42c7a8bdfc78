import { describe, expect } from 'vitest';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '10', '--request-timeout', '1s'];

function toSorted(numbers: readonly string[]): string[] {
  return [...numbers].sort();
}

const EVERYBODY = smallFile(30).match(/\+\d+/g) ?? [];

describe.concurrent('a batch that was taken, and whose answer was lost', () => {
  for (const fault of ['drop-after', 'status 503 after', 'truncate', 'garbage', 'no-id', 'hang-after']) {
    it(`(${fault}) is found, and nobody is texted twice`, async ({ stage }) => {
      const sandbox = await stage.openSandbox({ faults: [`POST /a2p-sms/batches: ${fault} x1`] });
      stage.write('a.csv', smallFile(30));
      const { code, stderr } = await stage.run(WORDS);
      expect(stderr).toMatch(/batch 1 \(10 recipients from •••0100\): in doubt, will not be offered again: /);
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
      expect(stderr).toMatch(/batch 1 \(10 recipients from •••0100\): in doubt, will not be offered again: /);
      expect(stderr).toMatch(/batch 1: not found at the provider/);
      expect(toSorted((await sandbox.messages()).map((message) => message.to))).toEqual(
        toSorted(EVERYBODY.slice(10)),
      );
      const { summary, messages } = readReports(stage, 'a');
      expect(summary.messages).toMatchObject({ accepted: 20, inDoubt: 10, notSent: 0 });
      expect(messages.filter((row) => row['status'] === 'InDoubt').map((row) => row['to'])).toEqual(
        EVERYBODY.slice(0, 10),
      );
      expect(brokenControls(summary)).toEqual([]);
      expect((await stage.run(['status'])).stdout).toMatch(/batch 1 in_doubt: /);

      const again = await stage.run(WORDS);
      expect(again.code).toBe(5);
      expect(await sandbox.posts()).toBe(3);
    });
  }

  it('twice stops its sender: what is left is not sent', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: drop-before x2'] });
    stage.write('a.csv', smallFile(30));
    expect((await stage.run(WORDS)).code).toBe(5);
    expect(readReports(stage, 'a').summary.messages).toMatchObject({ accepted: 0, inDoubt: 20, notSent: 10 });
    expect(await sandbox.posts()).toBe(2);
  });
});
