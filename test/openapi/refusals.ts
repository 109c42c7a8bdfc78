import { expect } from 'vitest';
import type { Route } from '../../src/sandbox/http/route.ts';
import { ROUTES } from '../../src/sandbox/routes.ts';
import { batchOf, LONG_CODE, recipient, STANDARD, type TestSandbox } from '../sandbox/sandbox-client.ts';
import type { Ask, PlainCall } from './plain-client.ts';

/** Every operation of the sandbox once; a slash behind a path is no operation of its own. */
export const PLAYED: readonly Route[] = ROUTES.filter(({ path }) => !path.endsWith('/'));

/** What a gateway says for any operation, by faults that stand for it. */
const FAULTS = [413, 429, 500, 502, 503];

/** What each operation refuses by itself, whichever it is. */
const REFUSALS: readonly Refusal[] = [
  { status: 400, isOf: () => true, change: (call) => ({ ...call, path: `${call.path}?colour=red` }) },
  { status: 401, isOf: () => true, change: (call) => withHeader(call, 'Authorization', 'Bearer nobody') },
  { status: 403, isOf: ({ permission }) => permission !== null, setting: 'none' },
  {
    status: 404,
    isOf: ({ path }) => path.includes('{accountId}'),
    change: (call) => ({ ...call, path: call.path.replace('/~', '/1') }),
  },
  {
    status: 415,
    isOf: (route) => hasBody(route),
    change: (call) => withHeader({ ...call, body: 'x' }, 'Content-Type', 'text/plain'),
  },
];

interface Refusal {
  readonly status: number;
  readonly isOf: (route: Route) => boolean;
  readonly change?: (call: Call) => Call;
  /** The permissions that the app has meanwhile. */
  readonly setting?: string;
}

interface Call extends PlainCall {
  readonly path: string;
}

/** The statuses that an operation of the sandbox refuses with, as the calls below bring them about. */
export function listRefusals(route: Route): readonly number[] {
  return [...REFUSALS.filter(({ isOf }) => isOf(route)).map(({ status }) => status), ...FAULTS];
}

/** Has every operation refuse in every way. Nothing of it changes the world. */
export async function playRefusals(world: TestSandbox, ask: Ask): Promise<void> {
  const tell = async (path: string, body: object): Promise<void> => {
    expect((await world.post(`/sandbox/${path}`, body)).status).toBeLessThan(300);
  };
  const play = async (route: Route, status: number, change = (call: Call) => call): Promise<void> => {
    const { path, ...call } = change(sampleOf(route, world));
    const answer = await ask(route.method, path, call);
    expect([route.method, path, answer.status]).toEqual([route.method, path, status]);
  };
  for (const { status, isOf, change, setting } of REFUSALS) {
    if (setting !== undefined) await tell('settings', { permissions: setting });
    for (const route of PLAYED.filter(isOf)) await play(route, status, change);
    if (setting !== undefined) await tell('settings', { permissions: PERMISSIONS });
  }
  for (const status of FAULTS) {
    await tell('faults', { fault: `* /*: status ${status}` });
    for (const route of PLAYED) await play(route, status);
    await world.send('DELETE', '/sandbox/faults');
  }
}

const PERMISSIONS = 'A2PSMS,ReadAccounts,ReadMessages,EditMessages,SMS';

function hasBody({ method, path }: Route): boolean {
  return method === 'PUT' || method === 'PATCH' || (method === 'POST' && !path.endsWith('/revoke'));
}

function withHeader(call: Call, name: string, value: string): Call {
  return { ...call, headers: { ...call.headers, [name]: value } };
}

/** A call of an operation that it would take, about things that needn't be there. */
function sampleOf({ method, path }: Route, { sandbox }: TestSandbox): Call {
  const ids = path.replace(/\{(?:account|extension)Id\}/g, '~').replaceAll(/\{\w+\}/g, '1');
  if (path.startsWith('/restapi/oauth/')) {
    const basic = Buffer.from(`${sandbox.clientId}:${sandbox.clientSecret}`).toString('base64');
    const headers = { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' };
    return { path: ids, headers, body: 'grant_type=refresh_token&refresh_token=none' };
  }
  if (method === 'GET' || method === 'DELETE') return { path: ids };
  return { path: ids, body: BODIES[path.split('/').at(-1) ?? ''] ?? {} };
}

const BODIES: Readonly<Record<string, object>> = {
  batches: batchOf(1),
  'bulk-assign': { from: LONG_CODE, optOuts: [recipient(1)] },
  consents: { records: [{ from: LONG_CODE, to: recipient(1), optStatus: 'OptOut', source: 'Api' }] },
  sms: { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text: 'Hi' },
  '{messageId}': { readStatus: 'Read' },
};
