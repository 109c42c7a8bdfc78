import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import {
  BATCHES,
  batchOf,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  OPT_OUTS,
  recipient,
  requestToken,
  type TestSandbox,
} from './sandbox-client.ts';

const worlds: TestSandbox[] = [];

async function open(...[options]: Parameters<typeof openSandbox>): Promise<TestSandbox> {
  const world = await openSandbox(options);
  worlds.push(world);
  return world;
}

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** What the oracle says, one line a message. */
async function oracle(world: TestSandbox): Promise<string[]> {
  return (await world.get('/sandbox/messages')).text.split('\n').filter((line) => line !== '');
}

describe('the same seed and the same requests', () => {
  it('give the same world, ids included; another seed gives another', async () => {
    const play = async (seed: string): Promise<string[]> => {
      const world = await open({ seed });
      await world.post(BATCHES, batchOf(200));
      await world.post('/sandbox/replies', { from: recipient(1), to: LONG_CODE, text: 'STOP' });
      await world.post(BATCHES, batchOf(100));
      return (await oracle(world)).map((line) => line.replace(/"acceptedAt":"[^"]*",/, ''));
    };
    const first = await play('a');
    expect(first).toHaveLength(300);
    expect(await play('a')).toEqual(first);
    expect(await play('b')).not.toEqual(first);
  });

  it('mark what they make as sandbox', async () => {
    const world = await open();
    const { json, headers } = await world.post(BATCHES, batchOf(1));
    expect(json.id).toMatch(/^sandbox-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers.get('X-Sandbox')).toBe('true');
  });
});

describe('a world at another speed', () => {
  it('does the same in less time', async () => {
    const world = await open({ speed: 60 });
    const { json } = await world.post(BATCHES, batchOf(60));
    world.advance(1010);
    expect((await world.get(`${BATCHES}/${json.id}`)).json.status).toBe('Completed');
  });
});

describe('the state directory', () => {
  it('is private, and so are its files', async () => {
    const world = await open();
    await world.post(BATCHES, batchOf(1));
    const modes = [];
    for (const name of ['', 'lock.db', 'sandbox.db', 'sandbox.db-wal', 'sandbox.db-shm']) {
      modes.push(((await stat(join(world.directory, name))).mode & 0o777).toString(8));
    }
    expect(modes).toEqual(['700', '600', '600', '600', '600']);
  });

  it('brings back the same world: numbers, credentials, tokens, messages, opt-outs and queues', async () => {
    const world = await open();
    const { json: token } = await world.signIn();
    await world.post('/sandbox/replies', { from: recipient(1), to: LONG_CODE, text: 'STOP' });
    await world.post(BATCHES, batchOf(30));
    const before = await oracle(world);
    const again = await world.restart();
    worlds.splice(0, 1, again);
    expect(again.sandbox).toMatchObject({ jwt: world.sandbox.jwt, numbers: world.sandbox.numbers });
    expect(await oracle(again)).toEqual(before);
    const headers = { Authorization: `Bearer ${token.access_token}` };
    expect((await again.get(OPT_OUTS, headers)).json.records).toHaveLength(1);
    const next = await again.post(BATCHES, batchOf(1), headers);
    again.advance(28_000);
    expect((await again.get(`${BATCHES}/${next.json.id}`, headers)).json.processedCount).toBe(0);
    again.advance(2010);
    expect((await again.get(`${BATCHES}/${next.json.id}`, headers)).json.processedCount).toBe(1);
  });

  it('is held by one sandbox at a time and belongs to one seed', async () => {
    const world = await open({ seed: 'a' });
    await expect(startSandbox({ directory: world.directory })).rejects.toThrow('another sandbox is running');
    await world.sandbox.close();
    await expect(startSandbox({ directory: world.directory, seed: 'b' })).rejects.toThrow(
      'of seed "a", not "b"',
    );
  });

  it('keeps everything that was answered when its process is killed', { timeout: 30_000 }, async () => {
    const world = await open();
    await world.sandbox.close();
    const child = spawn(
      process.execPath,
      [
        '--import',
        join(import.meta.dirname, 'typescript-loader.mjs'),
        join(import.meta.dirname, 'sandbox-child.ts'),
        world.directory,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const sandbox = { ...world.sandbox, url: line };
    const { access_token: token } = (await requestToken(sandbox)).json;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify(batchOf(500));
    const submitted = await fetch(sandbox.url + BATCHES, { method: 'POST', body, headers });
    expect(submitted.status).toBe(201);
    // A second submit is under way when the process dies.
    const cutOff = fetch(sandbox.url + BATCHES, { method: 'POST', body, headers }).catch(() => null);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await cutOff;

    const again = await startSandbox({ directory: world.directory });
    const response = await fetch(`${again.url}${MESSAGES}?perPage=1000`, { headers });
    const { records } = (await response.json()) as { records: unknown[] };
    expect([500, 1000]).toContain(records.length);
    await again.close();
  });
});
