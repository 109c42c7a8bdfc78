import { buildPaging, type PagePosition, readPageToken } from '../http/page-token.ts';
import { readChoice, readInteger, readNumber } from '../http/read-query.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { formatNumber } from '../numbering.ts';
import { type ConsentStatus, listConsents } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';

/** readA2PSMSOptOuts (deprecated, alive): JSON, or CSV when the client asks for it. */
export const listOptOutsRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/opt-outs',
  group: 'Light',
  permission: 'A2PSMS',
  query: ['from', 'to', 'status', 'pageToken', 'perPage'],
  handle: list,
};

const STATUSES: Readonly<Record<'optout' | 'optin' | 'all', readonly ConsentStatus[]>> = {
  optout: ['OptOut'],
  optin: ['OptIn'],
  all: [],
};

function list(call: Call, world: World): Reply {
  const perPage = readInteger(call, 'perPage', 1000, 1, 1000);
  const own = call.url.searchParams.get('from') === '*' ? null : readNumber(call, 'from');
  const party = readNumber(call, 'to');
  const first: PagePosition = { from: 0, to: 0, at: [0, 0] };
  const { at } = readPageToken(call, world) ?? first;
  const after = [at[0] ?? 0, at[1] ?? 0] as const;
  const filter = {
    owns: own === null ? [] : [own],
    parties: party === null ? [] : [party],
    statuses: STATUSES[readChoice(call, 'status', ['optout', 'optin', 'all'], 'optout')],
    coverages: [],
  };
  const now = world.clock.now() - call.lag;
  const rows = listConsents(world, now, { ...filter, after, limit: perPage + 1 });
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  const next = rows.length > perPage && last !== undefined ? { ...first, at: [last.own, last.party] } : null;
  const records = page.map((row) => ({
    from: formatNumber(row.own),
    to: formatNumber(row.party),
    status: row.status,
    source: row.source,
  }));
  if (wantsCsv(call))
    return { status: 200, text: { type: 'text/csv;charset=utf-8', content: toCsv(records) } };
  return { status: 200, json: { records, paging: buildPaging(call, world, perPage, first, next) } };
}

function wantsCsv(call: Call): boolean {
  return (call.headers.accept ?? '').split(',')[0]?.trim().toLowerCase().startsWith('text/csv') === true;
}

function toCsv(records: readonly Readonly<Record<string, string>>[]): string {
  const rows = records.map((record) => Object.values(record).join(','));
  return `${['from,to,status,source', ...rows].join('\r\n')}\r\n`;
}
