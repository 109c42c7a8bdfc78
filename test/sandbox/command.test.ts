import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { systemClock } from '../../src/cli/clock.ts';

let workspace = '';

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'sandbox-command-'));
});

afterEach(() => rm(workspace, { recursive: true, force: true }));

interface Started {
  readonly ended: Promise<number>;
  /** The first text on stdout. */
  readonly said: Promise<string>;
  readonly output: { stdout: string; stderr: string };
  interrupt(): void;
}

function start(words: readonly string[]): Started {
  const output = { stdout: '', stderr: '' };
  const interrupted = new AbortController();
  let tell: (text: string) => void = () => undefined;
  const said = new Promise<string>((resolve) => (tell = resolve));
  const stdout = {
    write: (text: string) => {
      output.stdout += text;
      tell(text);
    },
  };
  const stderr = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      output.stderr += text;
      done();
    },
  });
  const ended = cli(['sandbox', '--workspace', workspace, ...words], {
    stdout,
    stderr,
    stdin: process.stdin,
    environment: {},
    cwd: workspace,
    clock: systemClock,
    interrupt: interrupted.signal,
  });
  return { ended, said, output, interrupt: () => interrupted.abort() };
}

async function run(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { ended, output } = start(words);
  return { code: await ended, ...output };
}

/** Runs `work` against a sandbox of the command; gives what the sandbox ended with. */
async function withSandbox(words: readonly string[], work: (url: string) => Promise<void>): Promise<number> {
  const server = start(['--json', ...words]);
  const { url } = JSON.parse(await server.said) as { readonly url: string };
  try {
    await work(url);
  } finally {
    server.interrupt();
  }
  return server.ended;
}

async function readState(url: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(['--at', url, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('campaign sandbox', () => {
  it('starts with every setting, sender and fault of its flags', async () => {
    const words = [
      ...['--rate-limit', '20/30', '--token-life', '90s', '--refresh-tokens', '--sessions', '2'],
      ...['--permissions', 'A2PSMS,ReadAccounts', '--list-lag', '5s', '--clock-skew=-3h', '--speed', '60'],
      ...['--sender', '+12125550123', '--sender', '+12125550124:standard'],
      ...['--fault', 'POST /a2p-sms/batches: late 5s x1'],
    ];
    const code = await withSandbox(words, async (url) => {
      expect(await readState(url)).toMatchObject({
        schema: 'campaign-sandbox-state/1',
        speed: 60,
        settings: {
          'rate-limit': '20/30',
          'token-life': '90s',
          'refresh-tokens': 'on',
          sessions: '2',
          permissions: 'A2PSMS,ReadAccounts',
          'list-lag': '5s',
          'clock-skew': '-3h',
        },
        faults: [{ fault: 'POST /a2p-sms/batches: late 5s x1', origin: 'option', seen: 0, fired: 0 }],
      });
      const { stdout } = await run(['--at', url]);
      expect(stdout).toContain('\nnumbers         +16505550100 +18885550100 +12125550123\n');
      expect(stdout).toContain('\nSTRUCK  FAULT\n0 of 0  POST /a2p-sms/batches: late 5s x1\n');
    });
    expect(code).toBe(0);
  });

  it('--at changes one that runs: settings, senders, and faults instead of the old ones', async () => {
    await withSandbox(['--fault', '* /*: status 503'], async (url) => {
      const words = ['--at', url, '--clear-faults', '--fault', 'GET /a2p-sms/batches: lag 2m'];
      const settings = ['--no-refresh-tokens', '--sessions', '3', '--sender', '+18885550100:standard'];
      expect((await run([...words, ...settings])).code).toBe(0);
      expect(await readState(url)).toMatchObject({
        settings: { sessions: '3', 'refresh-tokens': 'off' },
        faults: [{ fault: 'GET /a2p-sms/batches: lag 2m', origin: 'runtime' }],
      });
      expect((await run(['--at', url, '--clear-faults'])).stdout).toMatch(/\nno faults\n$/);
    });
  });

  it('--at sends nothing of a change that is wrong in part', async () => {
    await withSandbox([], async (url) => {
      const wrong = await run(['--at', url, '--sessions', '2', '--fault', 'GET /x: explode']);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('unknown fault "explode"')]);
      expect(await readState(url)).toMatchObject({ settings: { sessions: '5' }, faults: [] });
    });
  });

  it.each([
    [['--at', 'http://127.0.0.1:1'], 'no sandbox answers at http://127.0.0.1:1'],
    [['--at', 'https://platform.ringcentral.com'], 'is not the address of a sandbox'],
    [['--at', 'http://127.0.0.1:1', '--seed', 'x', '--port', '1'], '--port, --seed: only for a new sandbox'],
    [['--at', 'http://127.0.0.1:1', '--at', 'x'], '--at is given more than once'],
    [['--clear-faults'], '--clear-faults is for a sandbox that runs'],
    [['--rate-limit', '50'], '"rate-limit" needs calls per seconds such as 50/60, not "50"'],
    [['--sender', '5550100'], '"5550100" is not an E.164 number'],
    [['--fault', 'nonsense'], 'it must read "METHOD /path-suffix: name'],
  ])('%j is refused', async (words, reason) => {
    const { code, stdout, stderr } = await run(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });
});
