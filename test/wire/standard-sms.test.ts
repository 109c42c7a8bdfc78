import { describe, expect, it } from 'vitest';
import { playApi } from './api.ts';
import { openProvider, USER_AGENT } from './open-provider.ts';
import { openRawServer, reply, type RawActs } from './raw-server.ts';

const SMS = { from: '+16505550102', to: '+14155550101', text: 'We open at 9 – see you' };
const PATH = '/restapi/v1.0/account/~/extension/~/sms';

async function sendTo(acts: RawActs) {
  const server = await openRawServer(acts);
  const { provider } = openProvider({ server: server.url, requestTimeoutMs: 1000 });
  return { answer: await provider.stores.messages.send(SMS), posts: server.requests };
}

describe('one standard SMS', () => {
  it('is one POST with the exact body', async () => {
    const seen = playApi({ body: { id: 7, messageStatus: 'Queued', direction: 'Outbound' } });
    const answer = await openProvider().provider.stores.messages.send({ ...SMS, country: 'US' });
    expect(answer).toMatchObject({ kind: 'sent', message: { id: '7', status: 'Queued' } });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: PATH,
      headers: { 'user-agent': USER_AGENT, 'content-type': 'application/json' },
      body: {
        from: { phoneNumber: SMS.from },
        to: [{ phoneNumber: SMS.to }],
        text: SMS.text,
        country: { isoCode: 'US' },
      },
    });
  });

  it('that is refused was not sent, for certain', async () => {
    playApi({ status: 403, body: { errorCode: 'MSG-242', message: 'not from this number' } });
    const answer = await openProvider().provider.stores.messages.send(SMS);
    expect(answer).toMatchObject({ kind: 'not-sent', error: { detail: { errorCode: 'MSG-242' } } });
  });

  it('is offered again after a 401, once, with a new token: it was not taken', async () => {
    const refused = { status: 401, body: { errorCode: 'OAU-213' } };
    const seen = playApi(refused, { body: { access_token: 'new', expires_in: 3600 } }, { body: { id: 7 } });
    expect(await openProvider().provider.stores.messages.send(SMS)).toMatchObject({ kind: 'sent' });
    expect(seen.map(({ path }) => path)).toEqual([PATH, '/restapi/oauth/token', PATH]);
  });

  it.each([
    ['500 Internal Server Error', '{}'],
    ['503 Service Unavailable', '{}'],
    ['408 Request Timeout', '{}'],
    ['302 Found', ''],
    ['200 OK', 'no JSON'],
    ['200 OK', '{"messageStatus":"Queued"}'],
  ])('whose answer is %s with %j is unknown, and is not sent again', async (status, body) => {
    const { answer, posts } = await sendTo({ onRequest: reply(status, body) });
    expect(answer).toMatchObject({ kind: 'unknown' });
    expect(posts).toHaveLength(1);
  });

  it('whose connection breaks is unknown, and is not sent again', async () => {
    const { answer, posts } = await sendTo({ onRequest: (socket) => socket.destroy() });
    expect(answer).toMatchObject({ kind: 'unknown' });
    expect(posts).toHaveLength(1);
  });
});
