import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { systemClock } from '../../src/cli/clock.ts';
import { LONG_CODE, MESSAGES, OPT_OUTS, recipient, STANDARD, STORE } from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

async function run(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  const stderr = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      output.stderr += text;
      done();
    },
  });
  const code = await cli(['sandbox', 'reply', '--workspace', world().directory, ...words], {
    stdout: { write: (text: string) => (output.stdout += text) },
    stderr,
    stdin: process.stdin,
    environment: {},
    cwd: world().directory,
    clock: systemClock,
    interrupt: new AbortController().signal,
  });
  return { code, ...output };
}

const wordsTo = (to: string, text: string): string[] => [
  ...['--at', world().sandbox.url, '--from', recipient(1), '--to', to, '--text', text],
];

describe('campaign sandbox reply', () => {
  it('texts a high volume number: the message is in the A2P store, and STOP opts out', async () => {
    const { code, stdout } = await run(wordsTo(LONG_CODE, 'STOP'));
    const { records } = (await world().get(`${MESSAGES}?direction=Inbound&view=Detailed`)).json;
    expect([code, stdout]).toEqual([
      0,
      `message ${records[0]?.id ?? ''} is in the high volume store; from now on this person is opted out of texts from that number\n`,
    ]);
    expect(records).toMatchObject([{ from: recipient(1), to: [LONG_CODE], text: 'STOP' }]);
    expect((await world().get(OPT_OUTS)).json.records).toMatchObject([
      { to: recipient(1), status: 'OptOut' },
    ]);
    expect((await world().get(STORE)).json.records).toEqual([]);
  });

  it('texts a standard number: the message is in the extension’s store, unread', async () => {
    const { code, stdout } = await run([...wordsTo(STANDARD, 'HELP'), '--json']);
    const { records } = (await world().get(STORE)).json;
    expect(records).toMatchObject([{ readStatus: 'Unread', direction: 'Inbound', subject: 'HELP' }]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        schema: 'campaign-sandbox-reply/1',
        from: recipient(1),
        to: STANDARD,
        text: 'HELP',
        messageId: String(records[0]?.id),
        store: 'message-store',
        consent: null,
      },
    ]);
    expect((await world().get(MESSAGES)).json.records).toEqual([]);
  });

  it.each([
    [['--at', 'http://127.0.0.1:1'], '--text: is missing'],
    [['--at', 'https://platform.ringcentral.com'], 'is not the address of a sandbox'],
    [['--at', 'http://127.0.0.1:1'], 'no sandbox answers at http://127.0.0.1:1'],
    [['--to', '+12125550123'], '"to" must be one of the sandbox\'s numbers, not "+12125550123"'],
    [['--port', '1'], '--port'],
  ])('%j is refused: %s', async (change, reason) => {
    const whole = { '--at': world().sandbox.url, '--from': recipient(1), '--to': LONG_CODE, '--text': 'Hi' };
    const words = { ...whole, [change[0] ?? '']: change[1] ?? '' };
    if (reason === '--text: is missing') Reflect.deleteProperty(words, '--text');
    const { code, stdout, stderr } = await run(Object.entries(words).flat());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toContain(reason);
  });
});
