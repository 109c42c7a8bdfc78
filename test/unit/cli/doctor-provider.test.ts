import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/start.ts';
import { openOffice, type Examination } from './doctor-office.ts';

const RESULTS_WHEN_WELL = ['ok', 'ok', 'ok', 'ok', 'ok'];

/** The results of the checks that need the provider: clock, credentials, token, scopes, sender. */
function online(examination: Examination): string[] {
  return examination.checks.slice(5, 10).map(({ result }) => result);
}

async function change(sandbox: Sandbox, settings: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${sandbox.url}/sandbox/settings`, {
    method: 'POST',
    body: JSON.stringify(settings),
  });
  expect(response.status).toBe(200);
}

/** A port that nobody listens on. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('doctor, where all is well', () => {
  it('says who is signed in, until when, and which numbers may send; exit 0', async () => {
    const office = openOffice();
    const { url } = await office.openSandbox();
    const found = await office.examine();
    expect({ code: found.code, ok: found.ok, results: online(found) }).toEqual({
      code: 0,
      ok: true,
      results: RESULTS_WHEN_WELL,
    });
    expect(found.of('token').seen).toMatch(
      new RegExp(`^signed in to ${url} as extension \\d+ by a new token, which expires in 60 min`),
    );
    expect(found.of('sender').seen).toContain('+16505550100 (long code)');
    expect((await office.examine()).of('token').seen).toContain('by a cached token');
  });

  it('needs no credentials for the embedded sandbox, whose numbers are those that campaigns name', async () => {
    const office = openOffice();
    office.write('campaigns/spring.yaml', 'from: +14155550123\n');
    const found = await office.examine(['--sandbox']);
    expect({ code: found.code, results: online(found) }).toEqual({ code: 0, results: RESULTS_WHEN_WELL });
    expect(found.of('credentials').seen).toBe('the embedded sandbox needs none');
    expect(found.of('sender').seen).toContain('+14155550123');
  });

  it('goes beside a campaign in the embedded sandbox, which only one process can be', async () => {
    const office = openOffice();
    const running = await startSandbox({ directory: join(office.directory, '.campaign', 'sandbox') });
    const found = await office.examine(['--sandbox']);
    await running.close();
    expect({ code: found.code, results: online(found) }).toEqual({
      code: 0,
      results: ['skipped', 'ok', 'warning', 'skipped', 'skipped'],
    });
    expect(found.of('token').seen).toContain('another sandbox is running');
  });
});

describe('doctor, on the credentials', () => {
  it('that are not there: exit 7 and both ways on; nothing after it is looked at', async () => {
    const found = await openOffice().examine();
    expect({ code: found.code, ok: found.ok, results: online(found) }).toEqual({
      code: 7,
      ok: false,
      results: ['skipped', 'failed', 'skipped', 'skipped', 'skipped'],
    });
    expect(found.of('credentials').remedy).toMatch(/RC_APP_CLIENT_ID.*RC_USER_JWT.*--sandbox/);
    expect(found.of('token').seen).toBe('not looked at, because credentials failed');
  });

  it('that are there in part: exit 2, and what is missing by its name', async () => {
    const office = openOffice();
    office.write('.env', 'RC_APP_CLIENT_ID=id\n');
    const { code, of } = await office.examine();
    expect({ code, ...of('credentials') }).toMatchObject({ code: 2, result: 'failed' });
    expect(of('credentials').seen).toMatch(/^RC_APP_CLIENT_SECRET: not set.*; RC_USER_JWT: not set/);
    expect(of('credentials').remedy).toBe('Set it in the environment or .env');
  });

  it('tells where each comes from, and a secret nowhere', async () => {
    const office = openOffice();
    const { clientId, clientSecret, jwt } = await office.openSandbox();
    office.write('.env', `RC_APP_CLIENT_ID=${clientId}\nRC_USER_JWT=${jwt}\nRC_APP_CLIENT_SECRET=stale\n`);
    delete office.environment['RC_APP_CLIENT_ID'];
    delete office.environment['RC_USER_JWT'];
    const [json, text] = [await office.examine(['-v']), await office.run(['doctor', '-v'])];
    expect(json.code).toBe(0);
    expect(json.of('credentials').seen).toMatch(
      /^client id, JWT from \.env; client secret from the environment; server http:\S+ \(RC_SERVER_URL in the environment\)$/,
    );
    const token = (JSON.parse(office.read('.campaign/token.json')) as { token: { access_token: string } })
      .token;
    for (const secret of [clientSecret, jwt, 'stale', token.access_token]) {
      expect(json.stdout + json.stderr + text.stdout + text.stderr).not.toContain(secret);
    }
  });

  it('warns of an .env that others can read, and still goes on', async () => {
    const office = openOffice();
    await office.openSandbox();
    office.write('.env', '# nothing\n');
    office.chmod('.env', 0o644);
    const { code, of } = await office.examine();
    expect({ code, result: of('credentials').result }).toEqual({ code: 0, result: 'warning' });
    expect(of('credentials').remedy).toBe(`chmod 600 '${office.path('.env')}'`);
  });

  it('refuses a server that would get secrets in the clear, and does not repeat its URL', async () => {
    const office = openOffice();
    await office.openSandbox();
    office.environment['RC_SERVER_URL'] = 'http://user:hush@10.0.0.1';
    const { code, stdout, of } = await office.examine();
    expect({ code, result: of('credentials').result }).toEqual({ code: 2, result: 'failed' });
    expect(of('credentials').seen).toContain('RC_SERVER_URL in the environment: the server URL');
    expect(stdout).not.toContain('hush');
  });
});

describe('doctor, on the token', () => {
  it('passes on why a secret or a JWT is refused: exit 7', async () => {
    for (const [variable, words] of [
      ['RC_APP_CLIENT_SECRET', 'check RC_APP_CLIENT_ID and RC_APP_CLIENT_SECRET'],
      ['RC_USER_JWT', 'The JWT was not accepted'],
    ] as const) {
      const office = openOffice();
      await office.openSandbox();
      office.environment[variable] = 'wrong-0123456789';
      const found = await office.examine();
      expect({ code: found.code, results: online(found) }).toEqual({
        code: 7,
        results: ['ok', 'ok', 'failed', 'skipped', 'skipped'],
      });
      expect(found.of('token').seen).toContain(words);
      expect(found.stdout).not.toContain('wrong-0123456789');
    }
  });

  it('tries a cached one, and takes a new one where the provider has ended it', async () => {
    const office = openOffice();
    const sandbox = await office.openSandbox({ maxSessions: 1 });
    await office.examine();
    const other = openOffice();
    Object.assign(other.environment, office.environment);
    await other.examine();
    // As if a minute had passed: sign-ins are twelve seconds apart.
    office.remove('.campaign/rate.json');
    expect((await office.examine()).of('token')).toMatchObject({ result: 'ok' });
    const calls = (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()) as {
      endpoints: Record<string, { outcomes: Record<string, number> }>;
    };
    const outcomes = Object.entries(calls.endpoints).find(([name]) => name.endsWith('/phone-number'))?.[1]
      .outcomes;
    expect(outcomes).toMatchObject({ '401': 1 });
  });

  it('says that nobody answers: exit 4', async () => {
    const office = openOffice();
    await office.openSandbox();
    office.environment['RC_SERVER_URL'] = `http://127.0.0.1:${await findClosedPort()}`;
    const found = await office.examine();
    expect({ code: found.code, results: online(found) }).toEqual({
      code: 4,
      results: ['skipped', 'ok', 'failed', 'skipped', 'skipped'],
    });
    expect(found.of('token').seen).toContain('got no reply');
  });
});

describe('doctor, on the clock', () => {
  it('warns when it differs from the server by more than five minutes, and goes on', async () => {
    const office = openOffice();
    await office.openSandbox({ clockSkewMs: -3 * 3_600_000 });
    const found = await office.examine();
    expect({ code: found.code, results: online(found) }).toEqual({
      code: 0,
      results: ['warning', ...RESULTS_WHEN_WELL.slice(1)],
    });
    expect(found.of('clock').seen).toBe('this machine is 3.0 h ahead of the server');
  });
});

describe('doctor, on the permissions', () => {
  it('names the one that the app lacks: exit 7', async () => {
    for (const [has, lacks] of [
      ['ReadAccounts', 'A2PSMS'],
      ['A2PSMS', 'ReadAccounts'],
    ] as const) {
      const office = openOffice();
      await office.openSandbox({ permissions: [has] });
      const found = await office.examine();
      expect({ code: found.code, results: online(found) }).toEqual({
        code: 7,
        results: ['ok', 'ok', 'ok', 'failed', 'skipped'],
      });
      expect(found.of('scopes').seen).toContain(`the app has no permission ${lacks}`);
    }
  });

  it('hears of one that was taken away after the token was given', async () => {
    const office = openOffice();
    const sandbox = await office.openSandbox();
    await office.examine();
    await change(sandbox, { permissions: 'A2PSMS' });
    const { code, of } = await office.examine();
    expect({ code, token: of('token').result }).toEqual({ code: 7, token: 'ok' });
    expect(of('scopes')).toMatchObject({
      result: 'failed',
      seen: expect.stringContaining('[ReadAccounts] permission') as string,
    });
  });

  it('tells how a token that was kept gets the ones that were given since', async () => {
    const office = openOffice();
    await office.openSandbox({ permissions: ['ReadAccounts'] });
    await office.examine();
    expect((await office.examine()).of('scopes').remedy).toContain('remove token.json');
  });
});

describe('doctor, on the senders', () => {
  it('names each that may not send, with the file that names it: exit 7', async () => {
    const office = openOffice();
    await office.openSandbox({ senders: ['+14155550123:standard'] });
    office.write('campaign.config.yaml', 'from: +16505550100\n');
    office.write('campaigns/spring.yaml', 'text: Hi\nfrom: [+14155550123, +18885550100]\n');
    office.write('campaigns/may.yml', 'from: +12125550188\n');
    const { code, of } = await office.examine();
    expect({ code, result: of('sender').result }).toEqual({ code: 7, result: 'failed' });
    expect(of('sender').seen).toBe(
      'campaigns/may.yml:1 from: +12125550188 is no number of this user; ' +
        'campaigns/spring.yaml:2 from: +14155550123 may not send A2P messages',
    );
    expect(of('sender').remedy).toBe('Use +16505550100 or +18885550100');
  });

  it('hears of the environment as well', async () => {
    const office = openOffice();
    await office.openSandbox();
    office.environment['CAMPAIGN_FROM'] = '+12125550188';
    expect((await office.examine()).of('sender').seen).toContain('CAMPAIGN_FROM: +12125550188');
  });
});
