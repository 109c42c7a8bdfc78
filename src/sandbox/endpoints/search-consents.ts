import { buildPaging, type PagePosition, readPageToken } from '../http/page-token.ts';
import { readChoices, readInteger, readPhones } from '../http/read-query.ts';
import { readJsonObject } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { invalidParameter } from '../problem.ts';
import { type ConsentStatus, type Coverage, listConsents } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';
import { toOptRecord } from './consent-record.ts';

const PATH = '/restapi/v2/accounts/{accountId}/sms/consents';

/** searchSmsConsentRecords: the filters are in the body. */
export const searchConsentsRoute: Route = {
  method: 'POST',
  path: `${PATH}/search`,
  group: 'Light',
  permission: 'SMS',
  query: [],
  handle: (call, world) => list(toQuery(call), world, []),
};

/** listSmsConsentRecords (deprecated, alive): the same filters in the query; opt-outs unless it is told otherwise. */
export const listConsentsRoute: Route = {
  method: 'GET',
  path: PATH,
  group: 'Light',
  permission: 'SMS',
  query: ['from', 'to', 'optStatus', 'coverage', 'campaignType', 'pageToken', 'perPage'],
  handle: (call, world) => list(call, world, ['OptOut']),
};

/** A larger page than the largest is that one (specification). */
const MAX_PER_PAGE = 1000;

function list(call: Call, world: World, byDefault: readonly ConsentStatus[]): Reply {
  const perPage = Math.min(MAX_PER_PAGE, readInteger(call, 'perPage', 100, 1, Number.MAX_SAFE_INTEGER));
  const asked = readChoices(call, 'optStatus', ['OptOut', 'OptIn']);
  const statuses = asked.length === 0 ? byDefault : asked;
  const coverages = readChoices(call, 'coverage', ['PhoneNumber', 'Account', 'CampaignType']);
  readChoices(call, 'campaignType', ['Conversational', 'Informational', 'Promotional']);
  const filter = {
    owns: readPhones(call, 'from'),
    parties: readPhones(call, 'to'),
    statuses,
    coverages: coverages.filter((coverage): coverage is Coverage => coverage !== 'CampaignType'),
  };
  const first: PagePosition = { from: 0, to: 0, at: [0, 0] };
  const { at } = readPageToken(call, world) ?? first;
  // The sandbox's consents are about numbers or about the account, never about a kind of campaign.
  const isEmpty = coverages.length > 0 && filter.coverages.length === 0;
  const page = { after: [at[0] ?? 0, at[1] ?? 0] as const, limit: perPage + 1 };
  const rows = isEmpty ? [] : listConsents(world, world.clock.now() - call.lag, { ...filter, ...page });
  const shown = rows.slice(0, perPage);
  const last = shown.at(-1);
  const next = rows.length > perPage && last !== undefined ? { ...first, at: [last.own, last.party] } : null;
  const paging = buildPaging(call, world, perPage, first, next);
  return { status: 200, json: { records: shown.map(toOptRecord), paging } };
}

/** The most values of each filter of a search (SearchSmsConsentRecordsRequest). */
const LISTS: Readonly<Record<string, number>> = { from: 20, to: 20, coverage: 3, campaignType: 3 };

/** The call as if the filters of its body stood in its query: then the two lists are one. */
function toQuery(call: Call): Call {
  const url = new URL(call.url);
  for (const [name, value] of Object.entries(readJsonObject(call))) {
    for (const text of readFilter(name, value)) url.searchParams.append(name, text);
  }
  return { ...call, url };
}

function readFilter(name: string, value: unknown): readonly string[] {
  const most = LISTS[name];
  if (most !== undefined) {
    if (isListOfTexts(value) && value.length <= most) return value;
  } else if (name === 'perPage') {
    if (Number.isInteger(value)) return [String(value)];
  } else if ((name === 'optStatus' || name === 'pageToken') && typeof value === 'string') {
    return [value];
  }
  throw invalidParameter(name);
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string');
}
