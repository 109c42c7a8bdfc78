import { describe, expect } from 'vitest';
import { it } from '../harness/stage.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';

describe.concurrent('without credentials', () => {
  it('nothing pretends: exit 7 and both ways on', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    for (const words of [['run', 'a.csv', ...QUICK], ['numbers']]) {
      const { code, stdout, stderr } = await stage.run(words);
      expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
      expect(stderr).toContain('--sandbox');
      expect(stderr).toContain('RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT');
    }
    expect(stage.files()).toEqual(['a.csv']);
  });

  it('a plan can be made all the same', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    expect((await stage.run(['plan', 'a.csv', ...QUICK.slice(0, 4)])).code).toBe(0);
  });
});

describe.concurrent('credentials', () => {
  it('in part are exit 2, naming each variable that is missing', async ({ stage }) => {
    stage.environment['RC_APP_CLIENT_ID'] = 'id';
    const { code, stderr } = await stage.run(['numbers']);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'error: RC_APP_CLIENT_SECRET: not set, while other credentials are. Set it in the environment or .env',
      'error: RC_USER_JWT: not set, while other credentials are. Set it in the environment or .env',
    ]);
  });

  it('are read from .env, which the environment overrides', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    const lines = Object.entries(sandbox.environment).map(([name, value]) => `${name}="${value}"`);
    stage.write('.env', `# the account\n${lines.join('\n')}\n`);
    expect((await stage.run(['numbers'], { environment: {} })).code).toBe(0);
    const wrong = await stage.run(['numbers'], { environment: { RC_USER_JWT: 'another' } });
    expect(wrong.code).toBe(7);
    expect(wrong.stderr).toContain('The JWT was not accepted');
  });

  it('may have their older names', async ({ stage }) => {
    const { environment } = await stage.openSandbox();
    const {
      RC_SERVER_URL = '',
      RC_APP_CLIENT_ID = '',
      RC_APP_CLIENT_SECRET = '',
      RC_USER_JWT = '',
    } = environment;
    const older = {
      RINGCENTRAL_SERVER_URL: RC_SERVER_URL,
      RC_CLIENT_ID: RC_APP_CLIENT_ID,
      RC_CLIENT_SECRET: RC_APP_CLIENT_SECRET,
      RC_JWT: RC_USER_JWT,
    };
    expect((await stage.run(['numbers'], { environment: older })).code).toBe(0);
  });

  it('that are refused are exit 7, and are not in what is said', async ({ stage }) => {
    const { secrets } = await stage.openSandbox();
    stage.environment['RC_APP_CLIENT_SECRET'] = 'wrong-secret-0123456789';
    const { code, stdout, stderr } = await stage.run(['numbers', '-v']);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain('check RC_APP_CLIENT_ID and RC_APP_CLIENT_SECRET');
    for (const secret of [...secrets, 'wrong-secret']) expect(stderr).not.toContain(secret);
  });

  it('never go over http to another machine', async ({ stage }) => {
    await stage.openSandbox();
    for (const url of [
      'http://example.com',
      'http://127.0.0.1.example.com',
      'http://10.0.0.1',
      'ftp://127.0.0.1',
    ]) {
      stage.environment['RC_SERVER_URL'] = url;
      const { code, stderr } = await stage.run(['numbers']);
      expect({ url, code }).toEqual({ url, code: 2 });
      expect(stderr).toMatch(/^error: RC_SERVER_URL in the environment: the server URL/);
    }
  });
});

describe.concurrent('numbers', () => {
  it('lists those first that may send, as a table and as JSON', async ({ stage }) => {
    await stage.openSandbox();
    const table = await stage.run(['numbers']);
    expect(table.stdout.split('\n')[0]).toMatch(
      /^NUMBER +A2P +TYPE +RATE +TIER +REGISTRATION +STATUS +LABEL$/,
    );
    expect(table.stdout.split('\n')[1]).toMatch(
      /^\+16505550100 +yes +long code +60\/min +StandardVolume +Confirmed +Normal/,
    );
    const { code, stdout } = await stage.run(['numbers', '--json']);
    const { schema, numbers } = JSON.parse(stdout) as {
      readonly schema: string;
      readonly numbers: readonly { readonly number: string; readonly mayCampaign: boolean }[];
    };
    expect({ code, schema, may: numbers.map((number) => number.mayCampaign) }).toEqual({
      code: 0,
      schema: 'campaign-numbers/1',
      may: [true, true, false],
    });
  });
});
