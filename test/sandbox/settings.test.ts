import { afterEach, describe, expect, it } from 'vitest';
import { parseSettings, startSandbox } from '../../src/sandbox/start.ts';
import {
  ACCOUNT,
  BATCHES,
  batchOf,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  requestToken,
  type TestSandbox,
} from './sandbox-client.ts';

const SETTINGS = '/sandbox/settings';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** Each setting given at the start, and the same one given while the sandbox runs. */
const WAYS = [
  ['at the start', (words: Record<string, string>) => openSandbox(parseSettings(words))],
  [
    'at run time',
    async (words: Record<string, string>) => {
      const opened = await openSandbox();
      expect((await opened.post(SETTINGS, words)).status).toBe(200);
      return opened;
    },
  ],
] as const;

describe.each(WAYS)('a setting that is given %s', (_, openWith) => {
  it('limits the calls per window, and says so in the headers', async () => {
    world = await openWith({ 'rate-limit': '2/30' });
    const { headers } = await world.get(BATCHES);
    expect(['Limit', 'Remaining', 'Window'].map((name) => headers.get(`X-Rate-Limit-${name}`))).toEqual([
      '2',
      '1',
      '30',
    ]);
    await world.get(BATCHES);
    const over = await world.get(BATCHES);
    expect([over.status, over.headers.get('Retry-After')]).toEqual([429, '30']);
  });

  it('gives tokens a life of their own', async () => {
    world = await openWith({ 'token-life': '20s' });
    const { json } = await world.signIn({ access_token_ttl: '3600' });
    expect(json.expires_in).toBe(20);
    world.advance(20_001);
    expect((await world.get(BATCHES)).json.errorCode).toBe('TokenExpired');
  });

  it('switches refresh tokens on and off', async () => {
    world = await openWith({ 'refresh-tokens': 'on' });
    const { json } = await world.signIn();
    expect(json.refresh_token).toMatch(/^sandbox-refresh-/);
    await world.post(SETTINGS, { 'refresh-tokens': 'off' });
    const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    expect((await requestToken(world.sandbox, form)).json.error).toBe('unauthorized_client');
  });

  it('ends the oldest session when there is one too many', async () => {
    world = await openWith({ sessions: '1' });
    await world.signIn();
    await requestToken(world.sandbox);
    expect((await world.get(BATCHES)).json.errors[0]?.errorCode).toBe('OAU-213');
  });

  it('takes a permission from the app, and from tokens that had it', async () => {
    world = await openWith({ permissions: 'ReadAccounts' });
    const { status, json } = await world.post(BATCHES, batchOf(1));
    expect([status, json.errorCode]).toEqual([403, 'CMN-401']);
    expect(json.errors[0]).toMatchObject({ permissionName: 'A2PSMS' });
    expect((await world.get(`${ACCOUNT}/extension/~/phone-number`)).status).toBe(200);
  });

  it('keeps new records out of the lists', async () => {
    world = await openWith({ 'list-lag': '30s' });
    await world.post(BATCHES, batchOf(1));
    expect((await world.get(MESSAGES)).json.records).toEqual([]);
    world.advance(30_010);
    expect((await world.get(MESSAGES)).json.records).toHaveLength(1);
  });

  it.each([
    ['3h', 3],
    ['-3h', -3],
  ])('sets the clock off by %s: the Date header and creation times alike', async (skew, hours) => {
    world = await openWith({ 'clock-skew': skew });
    await world.signIn();
    const { headers, json } = await world.post(BATCHES, batchOf(1));
    for (const date of [headers.get('Date'), json.creationTime]) {
      expect(Math.round((Date.parse(date ?? '') - world.now()) / 3_600_000)).toBe(hours);
    }
    expect((await world.get(BATCHES)).json.records).toHaveLength(1);
  });
});

describe('a change at run time', () => {
  it('of the registration makes a sender pending, and registered again', async () => {
    world = await openSandbox();
    const readStatus = async (): Promise<string | undefined> => {
      const path = `${ACCOUNT}/extension/~/phone-number/4001310101/sms-configuration`;
      return (await world.get(path)).json.smsCampaignInfo?.status;
    };
    await world.post(SETTINGS, { senders: [`${LONG_CODE}:pending`] });
    expect(await readStatus()).toBe('Submitted');
    await world.post(SETTINGS, { senders: [LONG_CODE] });
    expect(await readStatus()).toBe('Confirmed');
  });

  it('takes the right to send from a number, and gives it back', async () => {
    world = await openSandbox();
    await world.post(SETTINGS, { senders: [`${LONG_CODE}:standard`, '+12125550123'] });
    const refused = await world.post(BATCHES, batchOf(1));
    expect([refused.status, refused.json.errors[0]?.parameterName]).toEqual([400, 'from']);
    const { records } = (await world.get(`${ACCOUNT}/extension/~/phone-number`)).json;
    const able = records.filter(({ features }) => features.includes('A2PSmsSender'));
    expect(able.map(({ phoneNumber }) => phoneNumber)).toEqual(['+18885550100', '+12125550123']);
    await world.post(SETTINGS, { senders: [LONG_CODE] });
    expect((await world.post(BATCHES, batchOf(1))).status).toBe(201);
  });

  it('of settings ends with the sandbox, of numbers it does not', async () => {
    world = await openSandbox({ rateLimit: 7 });
    await world.post(SETTINGS, { sessions: '2', senders: ['+12125550123:standard'] });
    world = await world.restart();
    const { json } = await world.get('/sandbox/state');
    expect(json.settings).toMatchObject({ 'rate-limit': '7/60', sessions: '5' });
    expect(json.numbers.map(({ phoneNumber }) => phoneNumber)).toContain('+12125550123');
  });

  it('of the limit does not leave a penalty behind that never ends', async () => {
    world = await openSandbox({ rateLimit: 1 });
    await world.get(BATCHES);
    expect((await world.get(BATCHES)).status).toBe(429);
    await world.post(SETTINGS, { 'clock-skew': '-3h' });
    world.advance(61_000);
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it.each([
    [{ 'rate-limit': '50' }, '"rate-limit" needs calls per seconds such as 50/60, not "50"'],
    [{ 'rate-limit': '0/60' }, '"rate-limit" needs'],
    [{ 'token-life': '0s' }, '"token-life" needs'],
    [{ 'refresh-tokens': true }, '"refresh-tokens" needs on or off'],
    [{ sessions: '0' }, '"sessions" needs'],
    [{ permissions: 'A2PSMS,Fax' }, '"permissions" needs none, or some of A2PSMS'],
    [{ 'list-lag': 'long' }, '"list-lag" needs'],
    [{ 'clock-skew': '--3h' }, '"clock-skew" needs'],
    [{ price: '1.0000001' }, '"price" needs dollars with at most six decimals'],
    [{ price: '-1' }, '"price" needs'],
    [{ 'cost-delay': 'later' }, '"cost-delay" needs a duration such as 10m, or one of the words never and'],
    [{ speed: '2' }, 'unknown setting "speed"; known: rate-limit, '],
    [{ sessions: '2', senders: ['+44'] }, '"+44" is not'],
    [{ senders: ['+12125550123:toll-free'] }, 'may end in ":standard"'],
  ])('that is wrong (%j) is refused, and nothing of it is done', async (words, reason) => {
    world = await openSandbox();
    const before = (await world.get('/sandbox/state')).json.settings;
    const answer = await world.post(SETTINGS, words);
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringContaining(reason)]);
    expect((await world.get('/sandbox/state')).json.settings).toEqual(before);
  });
});

describe('a sandbox with the same seed and the same faults', () => {
  it('does the same to the same calls, restarted in between or not', async () => {
    const faults = [
      'POST /a2p-sms/batches: status 503 after 0.3',
      'POST /a2p-sms/batches: alter-text 0.5',
      'POST /a2p-sms/batches: twice #4',
    ];
    const play = async (restartAt: number): Promise<unknown[]> => {
      world = await openSandbox({ seed: 'night', faults });
      const statuses: unknown[] = [];
      for (let call = 0; call < 12; call += 1) {
        if (call === restartAt) {
          world = await world.restart();
          await world.signIn();
        }
        statuses.push((await world.post(BATCHES, batchOf(2, call))).status);
      }
      const sent = (await world.get('/sandbox/messages')).text.replace(/"acceptedAt":"[^"]*",/g, '');
      if (restartAt !== 7) await world.close();
      return [statuses, sent.replace(/"(status|cost|errorCode)":[^,]*,/g, '')];
    };
    const through = await play(-1);
    expect(new Set(through[0] as number[])).toEqual(new Set([201, 503]));
    expect(await play(7)).toEqual(through);
  });

  it('is refused as a whole when one of its faults is wrong', async () => {
    world = await openSandbox();
    const faults = ['GET /a2p-sms/batches: status 503 for ever'];
    await expect(startSandbox({ directory: `${world.directory}/other`, faults })).rejects.toThrow(
      '"for" needs a duration such as 30s or 2m, not "ever"',
    );
  });
});
