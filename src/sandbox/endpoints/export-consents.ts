import { formatInstant } from '../clock.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { type ConsentRow, listConsents } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';
import { toConsentRecord } from './consent-record.ts';

/** exportSmsConsentRecords: every pair's latest word as CSV, in the documented columns. */
export const exportConsentsRoute: Route = {
  method: 'GET',
  path: '/restapi/v2/accounts/{accountId}/sms/consents/export',
  group: 'Light',
  permission: 'SMS',
  query: [],
  handle: exportAll,
};

const COLUMNS = [
  'External Party Number',
  'Internal Party Number',
  'Consent Status',
  'Source',
  'Coverage',
  'Campaign Type',
  'Notes',
  'Last Modified Time',
];

const EVERYTHING = { owns: [], parties: [], statuses: [], coverages: [], after: [0, 0], limit: -1 } as const;

function exportAll(call: Call, world: World): Reply {
  const rows = listConsents(world, world.clock.now() - call.lag, EVERYTHING).map(toCells);
  const content = [COLUMNS, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
  return { status: 200, text: { type: 'text/csv;charset=utf-8', content } };
}

function toCells(row: ConsentRow): string[] {
  const { from, to, optStatus, source, coverage } = toConsentRecord(row);
  const shown = coverage === 'Account' ? 'Company' : coverage;
  return [to, from, optStatus, source, shown, '', '', formatInstant(row.at)];
}
