import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import type { ReplyBody } from './reply-body.ts';

/** A reply as a test looks at it. `json` is what the body parsed to, empty when it isn't JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: ReplyBody;
}

/** A sandbox on a clock that only a test moves, with a signed-in plain client. */
export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly directory: string;
  /** Moves the world's time forward. */
  advance(durationMs: number): void;
  /** The world's time in milliseconds. */
  now(): number;
  signIn(form?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, init?: RequestInit): Promise<Answer>;
  /** Closes this sandbox and starts another on the same directory a second later; signs nobody in. */
  restart(options?: Partial<SandboxOptions>): Promise<TestSandbox>;
  close(): Promise<void>;
}

export const ACCOUNT = '/restapi/v1.0/account/~';
export const BATCHES = `${ACCOUNT}/a2p-sms/batches`;
export const MESSAGES = `${ACCOUNT}/a2p-sms/messages`;
export const STATUSES = `${ACCOUNT}/a2p-sms/statuses`;
export const OPT_OUTS = `${ACCOUNT}/a2p-sms/opt-outs`;
export const CONSENTS = '/restapi/v2/accounts/~/sms/consents';
export const EXTENSION = `${ACCOUNT}/extension/~`;
export const SMS = `${EXTENSION}/sms`;
export const STORE = `${EXTENSION}/message-store`;
export const LONG_CODE = '+16505550100';
export const TOLL_FREE = '+18885550100';
export const STANDARD = '+16505550111';

/** The n-th ordinary recipient. */
export function recipient(n: number): string {
  return `+1415${2_000_000 + n}`;
}

/** A batch body for ordinary recipients from..from+count-1. */
export function batchOf(count: number, from = 0): Record<string, unknown> {
  const messages = Array.from({ length: count }, (_, index) => ({ to: [recipient(from + index)] }));
  return { from: LONG_CODE, text: 'Hello', messages };
}

/** Starts a sandbox in a new directory, at a fixed instant, and signs in. */
export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
  const clock = { now: Date.UTC(2026, 5, 1, 12) };
  const opened = await openOn(directory, clock, options);
  await opened.signIn();
  return opened;
}

async function openOn(
  directory: string,
  clock: { now: number },
  options: Partial<SandboxOptions>,
): Promise<TestSandbox> {
  const sandbox = await startSandbox({ directory, now: () => clock.now, rateLimit: 1000, ...options });
  let token = '';
  const send: TestSandbox['send'] = async (method, path, init = {}) => {
    const headers = new Headers(init.headers);
    if (token !== '' && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
    return read(await fetch(sandbox.url + path, { ...init, method, headers, redirect: 'manual' }));
  };
  return {
    sandbox,
    directory,
    advance: (durationMs) => {
      clock.now += durationMs;
    },
    now: () => clock.now,
    signIn: async (form) => {
      const answer = await requestToken(sandbox, form);
      token = answer.status === 200 ? answer.json.access_token : '';
      return answer;
    },
    get: (path, headers) => send('GET', path, headers === undefined ? {} : { headers }),
    post: (path, body, headers) =>
      send('POST', path, {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', ...headers },
      }),
    send,
    restart: async (changed = {}) => {
      await sandbox.close();
      clock.now += 1000;
      return openOn(directory, clock, { ...options, ...changed });
    },
    close: async () => {
      await sandbox.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The token call with the sandbox's own credentials, changed by `form`. */
export async function requestToken(sandbox: Sandbox, form: Record<string, string> = {}): Promise<Answer> {
  const fields = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: sandbox.jwt,
    ...form,
  };
  const basic = Buffer.from(`${sandbox.clientId}:${sandbox.clientSecret}`).toString('base64');
  const init = {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Authorization: `Basic ${basic}` },
  };
  return read(await fetch(`${sandbox.url}/restapi/oauth/token`, init));
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: unknown = {};
  try {
    json = JSON.parse(text);
  } catch {
    // Not every reply is JSON; the text is there for those.
  }
  return { status: response.status, headers: response.headers, text, json: json as ReplyBody };
}
