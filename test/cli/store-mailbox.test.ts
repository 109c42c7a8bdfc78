import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { systemClock } from '../../src/cli/clock.ts';
import type { Clock } from '../../src/core/clock.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openTerminal } from '../harness/terminal.ts';

const STANDARD = '+16505550111';
const TO = '+12125550123';
/** Its waits are over at once, nearly: nothing here depends on how long they are. */
const IMPATIENT: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
};
const SEND = ['store', 'send', '--from', STANDARD, '--to', TO, '--yes'];

interface Document {
  readonly schema: string;
  readonly messages: readonly Record<string, unknown>[];
}

async function sendOne(stage: Stage, text: string): Promise<string> {
  const { code, stdout, stderr } = await stage.run([...SEND, '--text', text, '--json', '--no-wait']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return String((JSON.parse(stdout) as Document).messages[0]?.['message_id']);
}

async function listIds(stage: Stage, ...filter: string[]): Promise<unknown[]> {
  const { stdout } = await stage.run(['store', 'list', ...filter, '--json']);
  return (JSON.parse(stdout) as Document).messages.map((message) => message['message_id']);
}

describe.concurrent('the extension’s message store', () => {
  it('takes a message from sent through deleted and restored to purged', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    const [one, two] = [await sendOne(stage, 'first'), await sendOne(stage, 'second')];
    expect(await listIds(stage)).toEqual([two, one]);
    expect(await listIds(stage, '--read-status', 'Unread')).toEqual([]);
    const unread = await stage.run(['store', 'unread', one, two]);
    expect(unread).toMatchObject({ code: 0, stderr: '2 of 2 messages marked as unread\n' });
    expect(await listIds(stage, '--read-status', 'unread', '--phone-number', TO)).toEqual([two, one]);
    const asked = await stage.run(['store', 'delete', one]);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('`campaign store restore` brings a message back');
    expect(asked.stderr).toContain('Nothing was deleted. Say --yes to delete without a terminal');
    expect((await stage.run(['store', 'delete', one, two, '--yes'])).code).toBe(0);
    expect(await listIds(stage)).toEqual([]);
    expect((await stage.run(['store', 'restore', one, '--tunnel-methods'])).code).toBe(0);
    expect(await listIds(stage)).toEqual([one]);
    expect((await stage.run(['store', 'delete', two, '--yes', '--purge'])).code).toBe(0);
    expect((await stage.run(['store', 'restore', two])).code).toBe(7);
  }, 120_000);

  it('tells of each of several messages what became of it', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    const id = await sendOne(stage, 'Hi');
    const { code, stdout, stderr } = await stage.run(['store', 'read', id, '99', '--json']);
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'campaign-store-read/1',
      messages: [
        { message_id: id, outcome: 'ok', read_status: 'Read' },
        { message_id: '99', outcome: 'CMN-102' },
      ],
    });
    expect(stderr).toMatch(/^99: CMN-102 .*\n1 of 2 messages marked as read\n$/);
  }, 120_000);

  it('gives the bytes of an attachment to a private file that it writes over only when told', async ({
    stage,
  }) => {
    await stage.openSandbox({ speed: 60 });
    const id = await sendOne(stage, 'Grüße');
    expect((await stage.run(['store', 'content', id, '--out', 'a.txt'])).code).toBe(0);
    expect(stage.read('a.txt')).toBe('Grüße');
    expect(statSync(join(stage.directory, 'a.txt')).mode & 0o777).toBe(0o600);
    const again = await stage.run(['store', 'content', id, '--out', 'a.txt']);
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: a\.txt: it is there already/m) as string,
    });
    expect((await stage.run(['store', 'content', id, '--out', 'a.txt', '--force'])).code).toBe(0);
    expect(await stage.run(['store', 'content', id])).toMatchObject({ code: 0, stdout: 'Grüße' });
    const other = await stage.run(['store', 'content', id, '7']);
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no attachment 7') as string,
    });
    expect(stage.files().filter((file) => file.endsWith('.part'))).toEqual([]);
  }, 120_000);

  it.for([['*'], ['1,2'], [''], ['-1']])('takes no %j for an id', async ([word = ''], { stage }) => {
    const { code, stderr } = await stage.run(['store', 'delete', '--yes', '--', word]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/Nothing was asked|ID is missing/) as string,
    });
  });
});

describe.concurrent('one standard SMS', () => {
  it('whose answer is lost is found in the store, and not sent again', async ({ stage }) => {
    await stage.openSandbox({ speed: 60, faults: ['POST /sms: drop-after x1'] });
    const { code, stderr } = await stage.run([...SEND, '--text', 'once']);
    expect(stderr).toContain('it is there: it was sent, once');
    expect(code).toBe(0);
    expect(await listIds(stage)).toHaveLength(1);
  }, 120_000);

  it('whose answer is lost and that is nowhere in the store is in doubt: exit 5, and it is not sent again', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ speed: 60, faults: ['POST /sms: drop-before x1'] });
    const words = [...SEND, '--text', 'once'];
    const { code, stdout, stderr } = await stage.run(words, { clock: IMPATIENT });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('in doubt: the SMS may have been sent. It is not in the store so far');
    const look = /campaign (store list .*)\n/.exec(stderr)?.[1] ?? '';
    expect(await listIds(stage, ...look.split(' ').slice(2))).toEqual([]);
    expect((await sandbox.calls()).endpoints['POST /sms']?.count).toBe(1);
  }, 120_000);

  it('on a terminal is shown, and goes out for a yes and for nothing else', async ({ stage }) => {
    await stage.openSandbox();
    const words = ['store', 'send', '--from', STANDARD, '--to', TO, '--text', 'We open at 9.', '--no-wait'];
    for (const [answer, code] of [
      ['n', 2],
      ['y', 0],
    ] as const) {
      const terminal = await openTerminal(stage, words);
      try {
        const seen = await terminal.until('Send it? [y/N]');
        expect(seen).toContain(`one standard SMS from ${STANDARD} to ${TO}:\n  We open at 9.\n`);
        expect(await listIds(stage)).toEqual([]);
        await terminal.press(answer, 'Enter');
        const end = await terminal.until(/exit code \d+/);
        expect(end).toContain(`exit code ${code}\n`);
        if (answer === 'n') expect(end).toContain('not approved. Nothing was sent');
      } finally {
        await terminal.close();
      }
    }
    expect(await listIds(stage)).toHaveLength(1);
  }, 120_000);

  it('is refused for somebody who has opted out, and nothing is asked', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    await stage.run(['opt-outs', 'add', TO]);
    const { code, stderr } = await stage.run([...SEND, '--text', 'Hi']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: --to: •••0123 has opted out. Nothing was sent. See campaign opt-outs list\n',
    });
    expect(await listIds(stage)).toEqual([]);
  }, 120_000);

  it('from a high volume number is refused with what the two kinds are', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    const words = ['store', 'send', '--from', '+16505550100', '--to', TO, '--yes', '--text', 'Hi'];
    const { code, stderr } = await stage.run(words);
    expect(code).toBe(7);
    expect(stderr).toContain('is a high volume number, and a number is either standard or high volume');
  }, 120_000);

  it('is not sent without a word of approval', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    const words = ['store', 'send', '--from', STANDARD, '--to', TO, '--text', 'Hi'];
    const { code, stderr } = await stage.run(words);
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing was sent. Say --yes to send without a terminal');
    expect(await listIds(stage)).toEqual([]);
  }, 120_000);
});
