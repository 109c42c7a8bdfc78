import { ProviderError } from '../core/error.ts';
import type { Consent, ConsentResult, Page, Provider } from '../core/provider.ts';
import type { Ask, Question } from './ask.ts';
import { ASSIGNED_OPT_OUTS, CONSENT, FAILED_RECORDS, parsePhone } from './consent-records.ts';
import { PER_PAGE, toPage } from './paging.ts';
import { nameCall, PATHS } from './paths.ts';
import { cleanWords } from './words.ts';

/** v1 opt-outs are deprecated and need A2PSMS, v2 consents need the permission SMS, which not every app has. */
type Generation = 'v1' | 'v2';

/** Schema UpdateOptRecordList. v1 documents no limit. */
const MAX_AT_ONCE = 1000;

type ConsentCalls = Pick<Provider, 'listOptOuts' | 'addOptOuts'>;

/** @param readScopes the permissions of the token */
export function openConsents(ask: Ask, readScopes: () => Promise<readonly string[]>): ConsentCalls {
  const chooseToList = openChoice(readScopes);
  const chooseToAdd = openChoice(readScopes);
  return {
    async listOptOuts({ pageToken }) {
      if (pageToken === undefined) return chooseToList((generation) => listPage(ask, generation, {}));
      // A token is good where it came from, whatever has become of the permission since.
      const generation = generationOf(pageToken);
      return listPage(ask, generation, { pageToken: pageToken.slice(generation.length + 1) });
    },
    async addOptOuts(from, phones) {
      if (phones.length > MAX_AT_ONCE) throw new RangeError(`${phones.length} opt-outs at once`);
      if (phones.length === 0) return { done: [], failed: [] };
      const add = { v1: assignOptOuts, v2: patchConsents };
      return chooseToAdd((generation) => add[generation](ask, from, phones));
    },
  };
}

type Choose = <T>(call: (generation: Generation) => Promise<T>) => Promise<T>;

/** v2 where the token has the scope, until it turns out not to be there all the same: from then on v1. */
function openChoice(readScopes: () => Promise<readonly string[]>): Choose {
  let isRefused = false;
  return async (call) => {
    if (isRefused || !(await readScopes()).includes('SMS')) return call('v1');
    try {
      return await call('v2');
    } catch (error) {
      if (!(error instanceof ProviderError) || ![403, 404].includes(error.detail.status ?? 0)) throw error;
      isRefused = true;
      return call('v1');
    }
  };
}

/** How each generation is asked for a page of opt-outs. */
const LIST = {
  v1: (page: PageToken): Question => ({
    method: 'GET',
    path: PATHS.optOuts,
    query: { from: '*', status: 'optout', perPage: String(PER_PAGE), ...page },
  }),
  v2: (page: PageToken): Question => ({
    method: 'POST',
    path: PATHS.searchConsents,
    body: { optStatus: 'OptOut', perPage: PER_PAGE, ...page },
  }),
};

interface PageToken {
  readonly pageToken?: string;
}

/** Its tokens say where they are good: `v2:…`. */
async function listPage(ask: Ask, generation: Generation, page: PageToken): Promise<Page<Consent>> {
  const { records, nextPageToken } = await ask(LIST[generation](page), toPage(CONSENT));
  return {
    records: records.filter((record) => record !== null),
    nextPageToken: nextPageToken === null ? null : `${generation}:${nextPageToken}`,
  };
}

function generationOf(pageToken: string): Generation {
  if (pageToken.startsWith('v1:')) return 'v1';
  if (pageToken.startsWith('v2:')) return 'v2';
  throw new RangeError('a page token that no list of opt-outs gave out');
}

async function patchConsents(ask: Ask, from: string, phones: readonly string[]): Promise<ConsentResult> {
  const records = phones.map((to) => ({ from, to, optStatus: 'OptOut', source: 'Api' }));
  const question = { method: 'PATCH', path: PATHS.consents, body: { records } } as const;
  const reasons = toReasons(await ask(question, FAILED_RECORDS));
  const strangers = [...reasons.keys()].filter((to) => to === null || !phones.includes(to));
  if (strangers.length > 0) {
    // Which of ours failed can't be told, and none may be taken for done that isn't.
    const call = nameCall(question.method, question.path);
    throw new ProviderError(`${call} could not be understood: it failed for numbers that it wasn't given`, {
      failure: 'unreadable',
      call,
    });
  }
  return toResult(phones, (phone) => reasons.get(phone) ?? null);
}

async function assignOptOuts(ask: Ask, from: string, phones: readonly string[]): Promise<ConsentResult> {
  const question = { method: 'POST', path: PATHS.assignOptOuts, body: { from, optOuts: phones } } as const;
  const { successful, failed } = await ask(question, ASSIGNED_OPT_OUTS);
  const done = new Set(successful.map(parsePhone));
  const reasons = toReasons(failed);
  return toResult(phones, (phone) => {
    const reason = reasons.get(phone) ?? null;
    return reason ?? (done.has(phone) ? null : 'the provider did not say what became of it');
  });
}

interface Failure {
  readonly to: string;
  readonly words: readonly (string | null)[];
}

function toReasons(failures: readonly Failure[]): Map<string | null, string> {
  return new Map(
    failures.map(({ to, words }) => [
      parsePhone(to),
      cleanWords(words.filter((part) => part !== null).join(' ')) || 'no reason given',
    ]),
  );
}

/** @param reasonFor why a phone failed; null for one that is done */
function toResult(phones: readonly string[], reasonFor: (phone: string) => string | null): ConsentResult {
  const done: string[] = [];
  const failed: { readonly to: string; readonly reason: string }[] = [];
  for (const to of phones) {
    const reason = reasonFor(to);
    if (reason === null) done.push(to);
    else failed.push({ to, reason });
  }
  return { done, failed };
}
