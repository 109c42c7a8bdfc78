import type { Argv } from 'yargs';
import type { DateWindow } from '../../core/provider.ts';
import { BadValue, type RawValue } from '../settings/raw.ts';
import { asDuration, asText } from '../settings/values.ts';
import type { ArgumentReader } from './argument-reader.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_MS = 3650 * DAY_MS;

/** A window, and which of its ends were said. */
export interface SaidWindow extends DateWindow {
  readonly isFromSaid: boolean;
  readonly isToSaid: boolean;
}

/** Adds `--date-from` and `--date-to`. */
export function addDateOptions(yargs: Argv): Argv {
  return yargs
    .option('date-from', {
      type: 'string',
      describe: 'from when: 24h, 7d, 2026-11-20 or 2026-11-20T09:00Z (default: 24h)',
    })
    .option('date-to', { type: 'string', describe: 'until when, likewise (default: now)' });
}

/**
 * The window that is asked for. Said always: without one the API takes the last 24 hours. Without `--date-to` it ends a
 * day from now, because the provider's clock is not ours.
 */
export function readWindow(reader: ArgumentReader, now: number): SaidWindow {
  const to = reader.one('date-to', (raw) => parseInstant(raw, now, 'end'));
  const dateTo = to ?? now + DAY_MS;
  const from = reader.one('date-from', (raw) => parseInstant(raw, now, 'beginning'));
  const dateFrom = from ?? Math.min(now, dateTo) - DAY_MS;
  if (dateFrom > dateTo) {
    const found = `it is after --date-to (${new Date(dateTo).toISOString()})`;
    reader.refuse({ where: '--date-from', found, remedy: 'Give the earlier of the two here' });
  }
  return { dateFrom, dateTo, isFromSaid: from !== undefined, isToSaid: to !== undefined };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * An instant (epoch milliseconds): so long ago (`24h`), a day in UTC (its beginning or its end), or a time with its zone.
 *
 * @throws BadValue
 */
function parseInstant(raw: RawValue, now: number, of: 'beginning' | 'end'): number {
  const text = asText(raw).trim();
  if (/^\d+[smhd]$/.test(text)) return now - asDuration(text, 1000, MOST_MS);
  const at = toInstant(text);
  if (Number.isNaN(at)) {
    const wanted = 'Use a time that has passed (24h, 7d), a day (2026-11-20) or a time with its zone';
    throw new BadValue(JSON.stringify(text), `${wanted} (2026-11-20T09:00Z)`);
  }
  return of === 'end' && DAY.test(text) ? at + DAY_MS - 1 : at;
}

function toInstant(text: string): number {
  if (DAY.test(text)) {
    const at = Date.parse(text);
    // Date.parse takes February 30th for March 2nd.
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : NaN;
  }
  return TIME.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()) : NaN;
}
