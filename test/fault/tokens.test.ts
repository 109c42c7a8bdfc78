import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '1'];
const SIGN_IN = 'POST /restapi/oauth/token';

async function countSignIns(sandbox: SandboxProcess): Promise<number> {
  return (await sandbox.calls()).endpoints[SIGN_IN]?.count ?? 0;
}

async function countRefused(sandbox: SandboxProcess): Promise<number> {
  return (await sandbox.log()).filter(({ outcome }) => outcome === '401').length;
}

/** Changes the sandbox while it runs, in the words of its options. */
async function change(sandbox: SandboxProcess, settings: Readonly<Record<string, string>>): Promise<void> {
  const body = JSON.stringify(settings);
  const response = await fetch(`${sandbox.url}/sandbox/settings`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}

describe.concurrent('a run that is longer than the life of a token', () => {
  for (const refreshTokens of ['on', 'off']) {
    it(`(refresh tokens ${refreshTokens}) renews it in time, and is never refused`, async ({ stage }) => {
      const sandbox = await stage.openSandbox();
      // It is renewed a tenth of its life before its end: a busy machine must not need longer for a call.
      await change(sandbox, { 'token-life': '4s', 'refresh-tokens': refreshTokens });
      stage.write('a.csv', smallFile(40));
      expect((await stage.run(WORDS)).code).toBe(0);
      expect((await sandbox.messages()).length).toBe(40);
      expect(await countSignIns(sandbox)).toBeGreaterThanOrEqual(2);
      expect(await countRefused(sandbox)).toBe(0);
      expect(stage.read('.campaign/token.json').includes('"refresh_token":')).toBe(refreshTokens === 'on');
    });
  }
});

describe.concurrent('a token that is revoked', () => {
  it('once, in mid-run: it signs in again and goes on', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: revoke-tokens x1'] });
    stage.write('a.csv', smallFile(10));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(10);
    expect(await sandbox.posts()).toBe(11);
    expect(await countSignIns(sandbox)).toBe(2);
  });

  it('again and again stops the run with exit 7 after the second refusal; resume goes on', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox({ faults: ['POST /a2p-sms/batches: revoke-tokens'] });
    stage.write('a.csv', smallFile(10));
    const { code, stderr } = await stage.run(WORDS);
    expect([code, await sandbox.posts()]).toEqual([7, 2]);
    expect(stderr).toMatch(/stopped: .*401/);
    await sandbox.clearFaults();
    expect((await stage.run(['resume'])).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(10);
  });
});

describe.concurrent('the cached token', () => {
  it('is one session for many starts, also where only one is allowed', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    await change(sandbox, { sessions: '1', 'token-life': '10m' });
    stage.write('a.csv', smallFile(10));
    expect((await stage.run([...WORDS, '--no-wait'])).code).toBe(0);
    for (const words of [['numbers'], ['track'], ['numbers'], ['resume'], ['numbers']])
      await stage.run(words);
    expect(await countSignIns(sandbox)).toBe(1);
    expect(await countRefused(sandbox)).toBe(0);
  });

  it('is replaced when its file is a directory: each start signs in, and the run is sent', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    mkdirSync(join(stage.directory, '.campaign', 'token.json'), { recursive: true });
    stage.write('a.csv', smallFile(5));
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(5);
  });

  for (const [what, content] of [
    ['is torn', '{"account":"'],
    ["is another client's", '{"account":"0","obtainedAt":9e12,"token":{"access_token":"x"}}'],
  ] as const) {
    it(`is replaced by one sign-in when its file ${what}`, async ({ stage }) => {
      const sandbox = await stage.openSandbox();
      stage.write('.campaign/token.json', content);
      for (let start = 0; start < 2; start += 1) expect((await stage.run(['numbers'])).code).toBe(0);
      expect(await countSignIns(sandbox)).toBe(1);
    });
  }
});

describe.concurrent('a sign-in that is turned away for its rate', () => {
  it('in mid-run is waited out, made once more, and everybody is texted once', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    const running = stage.start(WORDS);
    await sandbox.untilBatches(3);
    await sandbox.addFault(`${SIGN_IN}: throttle 3 with-headers x1`);
    await sandbox.addFault('POST /a2p-sms/batches: revoke-tokens x1');
    expect((await running.ended).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(20);
    const signIns = (await sandbox.log()).filter(({ endpoint }) => endpoint === SIGN_IN);
    expect(signIns.map(({ outcome }) => outcome)).toEqual(['200', '429', '200']);
    const [, refused, next] = signIns.map(({ at }) => Date.parse(at));
    expect((next ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(3000);
    expect(await sandbox.calls()).toMatchObject({ penaltyViolations: 0 });
  });

  it('at the start is not hammered by starting again', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ faults: [`${SIGN_IN}: throttle 2 with-headers x1`] });
    stage.write('a.csv', smallFile(5));
    await stage.run(WORDS);
    expect((await stage.run(WORDS)).code).toBe(0);
    expect((await sandbox.messages()).length).toBe(5);
    const signIns = (await sandbox.log()).filter(({ endpoint }) => endpoint === SIGN_IN);
    const [refused, next] = signIns.map(({ at }) => Date.parse(at));
    expect((next ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(2000);
  });
});
