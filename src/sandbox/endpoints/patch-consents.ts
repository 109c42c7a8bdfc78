import { readJsonObject } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { isSupportedDestination, parseE164 } from '../numbering.ts';
import { listA2pNumbers } from '../owned-numbers.ts';
import { invalidParameter } from '../problem.ts';
import { transact } from '../world/database.ts';
import { recordConsent } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';
import { CONSENT_SOURCES, toKeptSource } from './consent-record.ts';

/** editSmsConsentRecords: a malformed record spoils the call, one that can't be done fails alone inside the 200. */
export const patchConsentsRoute: Route = {
  method: 'PATCH',
  path: '/restapi/v2/accounts/{accountId}/sms/consents',
  group: 'Light',
  permission: 'SMS',
  query: [],
  handle: patch,
};

const MAX_RECORDS = 1000;

function patch(call: Call, world: World): Reply {
  const { records, ...rest } = readJsonObject(call);
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw invalidParameter(unknown);
  if (!Array.isArray(records) || records.length === 0 || records.length > MAX_RECORDS) {
    throw invalidParameter('records');
  }
  const parsed = records.map((record: unknown, index) => readRecord(`records[${index}]`, record));
  const failedRecords = transact(world.db, () => parsed.flatMap((record) => apply(world, record)));
  return { status: 200, json: failedRecords.length === 0 ? {} : { failedRecords } };
}

type ConsentChange = ReturnType<typeof readRecord>;

function readRecord(name: string, value: unknown) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidParameter(name);
  const { from, to, optStatus, source, coverage, ...rest } = value as Record<string, unknown>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw invalidParameter(`${name}.${unknown}`);
  return {
    // The guide lets `*` stand for all numbers of the account, which the schema's pattern doesn't.
    from: from === '*' ? from : readPhone(`${name}.from`, from),
    to: readPhone(`${name}.to`, to),
    optStatus: readWord(`${name}.optStatus`, optStatus, ['OptOut', 'OptIn']),
    source: readWord(`${name}.source`, source, CONSENT_SOURCES),
    coverage: readWord(`${name}.coverage`, coverage ?? 'PhoneNumber', ['PhoneNumber', 'Account']),
  };
}

/** What failed: the record and why; nothing when it is done. */
function apply(world: World, change: ConsentChange): readonly unknown[] {
  const { from, optStatus: status, source, coverage } = change;
  const own = parseE164(from);
  const owns = from === '*' ? listA2pNumbers(world) : world.numbers.filter(({ digits }) => digits === own);
  const party = parseE164(change.to) ?? 0;
  const able = owns.filter(({ digits }) => isSupportedDestination(digits, party));
  for (const { digits } of able) {
    const at = world.clock.now();
    recordConsent(world, { own: digits, party, at, status, source: toKeptSource(source), coverage });
  }
  if (able.length > 0) return [];
  const name = owns.length === 0 ? 'from' : 'to';
  const error = {
    errorCode: 'CMN-101',
    message: `Parameter [${name}] value is invalid.`,
    parameterName: name,
  };
  return [{ ...change, error }];
}

function readPhone(name: string, value: unknown): string {
  if (typeof value !== 'string' || parseE164(value) === null) throw invalidParameter(name);
  return value;
}

function readWord<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  const word = words.find((known) => known === value);
  if (word === undefined) throw invalidParameter(name);
  return word;
}
