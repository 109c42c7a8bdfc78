import { formatInstant } from '../clock.ts';
import { buildPaging, type PagePosition, readPageToken } from '../http/page-token.ts';
import { readInteger, readPhones } from '../http/read-query.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { invalidParameter } from '../problem.ts';
import { listConsentHistory } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';
import { toConsentRecord } from './consent-record.ts';

/** listSmsConsentHistoryRecords: every word that was ever said, latest first. */
export const consentHistoryRoute: Route = {
  method: 'GET',
  path: '/restapi/v2/accounts/{accountId}/sms/consents/history',
  group: 'Light',
  permission: 'SMS',
  query: ['to', 'pageToken', 'perPage'],
  handle: list,
};

const MAX_PER_PAGE = 1000;
const MAX_NUMBERS = 20;

function list(call: Call, world: World): Reply {
  const perPage = Math.min(MAX_PER_PAGE, readInteger(call, 'perPage', 100, 1, Number.MAX_SAFE_INTEGER));
  const parties = readPhones(call, 'to');
  if (parties.length > MAX_NUMBERS) throw invalidParameter('to');
  const first: PagePosition = { from: 0, to: 0, at: [Number.MAX_SAFE_INTEGER, 0, 0] };
  const { at } = readPageToken(call, world) ?? first;
  const before = [at[0] ?? 0, at[1] ?? 0, at[2] ?? 0] as const;
  const page = { before, limit: perPage + 1 };
  const rows = listConsentHistory(world, world.clock.now() - call.lag, parties, page);
  const shown = rows.slice(0, perPage);
  const last = shown.at(-1);
  const more = rows.length > perPage && last !== undefined;
  const next = more ? { ...first, at: [last.at, last.own, last.party] } : null;
  const records = shown.map((row) => ({ ...toConsentRecord(row), createdAt: formatInstant(row.at) }));
  return { status: 200, json: { records, paging: buildPaging(call, world, perPage, first, next) } };
}
