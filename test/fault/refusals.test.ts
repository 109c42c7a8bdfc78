import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '10'];

describe.concurrent('a refusal', () => {
  for (const status of [400, 403]) {
    it(`(${status}) stops the run with exit 7 and the provider's words; once mended, resume sends everything`, async ({
      stage,
    }) => {
      const sandbox = await stage.openSandbox({ faults: [`POST /a2p-sms/batches: status ${status}`] });
      stage.write('a.csv', smallFile(30));
      const { code, stderr } = await stage.run(WORDS);
      expect(code).toBe(7);
      expect(stderr).toMatch(new RegExp(`stopped: HTTP ${status} .*Sandbox fault`));
      expect(stderr).toMatch(/campaign resume a-[0-9a-f]{10}/);
      expect(await sandbox.posts()).toBe(1);
      expect(readReports(stage, 'a').summary.messages).toMatchObject({ accepted: 0, notSent: 30 });
      await sandbox.clearFaults();
      expect((await stage.run(['resume'])).code).toBe(0);
      expect((await sandbox.messages()).length).toBe(30);
      const { summary } = readReports(stage, 'a');
      expect(summary.messages).toMatchObject({ delivered: 30, notSent: 0 });
      expect(brokenControls(summary)).toEqual([]);
    });
  }

  it('of an app without the A2P permission is exit 7 and names it', async ({ stage }) => {
    const permissions = ['ReadAccounts', 'ReadMessages'];
    const sandbox = await startSandbox({ directory: join(stage.directory, 'world'), permissions });
    try {
      stage.write('a.csv', smallFile(30));
      const environment = {
        RC_SERVER_URL: sandbox.url,
        RC_APP_CLIENT_ID: sandbox.clientId,
        RC_APP_CLIENT_SECRET: sandbox.clientSecret,
        RC_USER_JWT: sandbox.jwt,
      };
      const { code, stderr } = await stage.run(WORDS, { environment });
      expect(code).toBe(7);
      expect(stderr).toMatch(/A2PSMS|A2P SMS/);
    } finally {
      await sandbox.close();
    }
  });

  it('of a number that may not send is exit 7 before anything is sent, and names those that may', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(1));
    const { code, stderr } = await stage.run([...WORDS, '--from', '+16505550111']);
    expect(code).toBe(7);
    expect(stderr).toContain('+16505550111 may not send A2P messages');
    expect(stderr).toContain('Use +16505550100 or +18885550100.');
    expect(await sandbox.posts()).toBe(0);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
  });
});

describe.concurrent('a token', () => {
  it('that ends in the middle of a run is renewed, and everybody is texted once', async ({ stage }) => {
    const sandbox = await stage.openSandbox({
      faults: ['POST /a2p-sms/batches: expire-token x1', 'GET /a2p-sms/statuses: expire-token x1'],
    });
    stage.write('a.csv', smallFile(40));
    const { code } = await stage.run(WORDS.with(-1, '5'));
    expect(code).toBe(0);
    expect((await sandbox.messages()).length).toBe(40);
    const { endpoints } = await sandbox.calls();
    const outcomes = Object.entries(endpoints).find(([name]) => /^POST .*\/a2p-sms\/batches$/.test(name))?.[1]
      .outcomes;
    expect(outcomes).toEqual({ '201': 8, '401': 1 });
  });

  it('serves the next start as well', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    for (let start = 0; start < 3; start += 1) expect((await stage.run(['numbers'])).code).toBe(0);
    expect((await sandbox.calls()).endpoints).toMatchObject({ 'POST /restapi/oauth/token': { count: 1 } });
  });
});
