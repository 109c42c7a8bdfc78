import { parseFault } from './faults/parse-fault.ts';
import { parseSenders } from './parse-senders.ts';
import { parseSettings } from './setting-words.ts';

/** What to change at a running sandbox; faults are removed before new ones are set. */
interface SandboxChange {
  readonly settings: Readonly<Record<string, string>>;
  readonly senders: readonly string[];
  readonly faults: readonly string[];
  readonly needsClearing: boolean;
}

/** A running sandbox as `GET /sandbox/state` tells it, in part. */
export interface SandboxState {
  readonly now: string;
  readonly seed: string;
  readonly speed: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly numbers: readonly { readonly phoneNumber: string; readonly perMinute: number }[];
  readonly batches: number;
  readonly faults: readonly { readonly fault: string; readonly seen: number; readonly fired: number }[];
}

const TIMEOUT_MS = 10_000;

/**
 * Changes the sandbox at `url` and gives its state. Everything is parsed before anything is sent. Throws an Error
 * with a clear message for what can't be parsed, and when no sandbox answers there.
 */
export async function changeSandbox(url: string, change: SandboxChange): Promise<SandboxState> {
  const base = readAddress(url);
  const { settings, senders, faults, needsClearing } = change;
  parseSettings(settings);
  parseSenders(senders);
  faults.forEach(parseFault);
  await ask(base, 'GET', 'state');
  if (Object.keys(settings).length + senders.length > 0)
    await ask(base, 'POST', 'settings', { ...settings, senders });
  if (needsClearing) await ask(base, 'DELETE', 'faults');
  if (faults.length > 0) await ask(base, 'POST', 'faults', { faults });
  return (await ask(base, 'GET', 'state')) as SandboxState;
}

/** What became of a reply: which store it is in, and the consent that it changed. */
interface ReplyAnswer {
  readonly messageId: string;
  readonly store: string;
  readonly consent: string | null;
}

/**
 * A person (`from`) texts a number (`to`) of the sandbox at `url`. Throws an Error with a clear message for a number
 * that can't be one, and when no sandbox answers there.
 */
export async function sendReplyToSandbox(
  url: string,
  message: { readonly from: string; readonly to: string; readonly text: string },
): Promise<ReplyAnswer> {
  return (await ask(readAddress(url), 'POST', 'replies', message)) as ReplyAnswer;
}

/** Only a sandbox on this machine: the real API must never be taken for one. */
function readAddress(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname)) return url;
  throw new Error(`${JSON.stringify(given)} is not the address of a sandbox, such as http://127.0.0.1:8100`);
}

async function ask(base: URL, method: string, path: string, body?: unknown): Promise<unknown> {
  const init = {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const response = await fetch(new URL(`/sandbox/${path}`, base), init).catch(() => null);
  if (response?.headers.get('X-Sandbox') !== 'true') throw new Error(`no sandbox answers at ${base.origin}`);
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error((answer as { readonly error?: string }).error ?? `the sandbox says ${response.status}`);
}
