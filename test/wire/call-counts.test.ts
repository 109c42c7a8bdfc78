import { describe, expect, it } from 'vitest';
import { A2P, playApi } from './api.ts';
import { openProvider } from './open-provider.ts';
// After nock, which must see node:http first.
import { nameEndpoint } from '../../src/ringcentral/count-calls.ts';
import { PATHS } from '../../src/ringcentral/paths.ts';

const WINDOW = { dateFrom: Date.UTC(2026, 10, 19, 8), dateTo: Date.UTC(2026, 10, 21, 8) };
const TOKEN = { access_token: 'new', token_type: 'bearer', expires_in: 3600, scope: 'A2PSMS', owner_id: '1' };

describe('the count of calls', () => {
  it('holds each by its endpoint, without ids, and starts anew when it is taken', async () => {
    playApi(
      { body: { records: [] } },
      { body: { records: [] } },
      { body: { id: 'b-77', status: 'Completed' } },
    );
    const { provider } = openProvider();
    for (let round = 0; round < 2; round += 1)
      await provider.listBatches({ from: '+14155550100', ...WINDOW });
    await provider.readBatch('b-77');
    expect(provider.takeCalls()).toEqual(
      new Map([
        ['GET /a2p-sms/batches', 2],
        ['GET /a2p-sms/batches/{batchId}', 1],
      ]),
    );
    expect(provider.takeCalls()).toEqual(new Map());
  });

  it('holds refusals, and each repetition with the sign-in between them', async () => {
    playApi({ status: 401 }, { body: TOKEN }, { body: { records: [] } });
    const { provider } = openProvider();
    await provider.listBatches({ from: '+14155550100', ...WINDOW });
    expect(provider.takeCalls()).toEqual(
      new Map([
        ['GET /a2p-sms/batches', 2],
        ['POST /restapi/oauth/token', 1],
      ]),
    );
  });

  it('holds a call that was turned away for its rate', async () => {
    playApi({ status: 429, headers: { 'retry-after': '30' } });
    const { provider } = openProvider();
    await expect(provider.readStatuses({ batchId: 'b-77', ...WINDOW })).rejects.toThrow('429');
    expect(provider.takeCalls()).toEqual(new Map([['GET /a2p-sms/statuses', 1]]));
  });
});

describe('the name of an endpoint', () => {
  it.each([
    ['GET', `${A2P}/messages/7000001`, 'GET /a2p-sms/messages/{messageId}'],
    ['GET', `${A2P}/messages`, 'GET /a2p-sms/messages'],
    ['POST', PATHS.searchConsents, 'POST /sms/consents/search'],
    ['POST', PATHS.assignOptOuts, 'POST /a2p-sms/opt-outs/bulk-assign'],
    ['GET', PATHS.registration('12'), 'GET /extension/~/phone-number/{phoneNumberId}/sms-configuration'],
    ['DELETE', PATHS.stored(['1', '2']), 'DELETE /extension/~/message-store/{messageId}'],
    [
      'GET',
      `${PATHS.stored(['1'])}/content/9`,
      'GET /extension/~/message-store/{messageId}/content/{attachmentId}',
    ],
    ['POST', PATHS.token, 'POST /restapi/oauth/token'],
  ])('of %s %s is %s', (method, path, name) => {
    expect(nameEndpoint(method, path)).toBe(name);
  });
});
