import type { Argv } from 'yargs';
import {
  DIRECTIONS,
  MOST_PHONES,
  type HighVolumeStore,
  type StoredMessageFilter,
} from '../../core/high-volume-store.ts';
import { repeatedNumber } from '../phone-arguments.ts';
import { parsePhoneNumber } from '../settings/phone.ts';
import { asText } from '../settings/values.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { parseWord } from './choice.ts';
import { addDateOptions, readWindow, type SaidWindow } from './date-window.ts';

/** Adds the filters that messages are listed and counted by. */
export function addMessageFilters(yargs: Argv): Argv {
  return addDateOptions(yargs)
    .option('batch-id', { type: 'string', describe: 'those of one batch, from its creation on' })
    .option('direction', {
      ...{ type: 'array', string: true, nargs: 1 },
      describe: 'Inbound (replies) or Outbound (default: both)',
    })
    .option('phone', repeatedNumber(`from or to this number, E.164; repeat it, up to ${MOST_PHONES}`));
}

/** What of them was said. */
export interface SaidFilter {
  readonly filter: StoredMessageFilter;
  readonly window: SaidWindow;
}

export function readMessageFilter(reader: ArgumentReader, now: number): SaidFilter {
  const window = readWindow(reader, now);
  const batchId = reader.one('batch-id', asText);
  const directions = reader.each('direction', (text) => parseWord(text, DIRECTIONS));
  const { dateFrom, dateTo } = window;
  return {
    window,
    filter: {
      ...{ dateFrom, dateTo, directions, phoneNumbers: readPhoneFilter(reader) },
      ...(batchId === undefined ? {} : { batchId }),
    },
  };
}

/** The numbers of `--phone`: the API matches so many in one question, and no more. */
export function readPhoneFilter(reader: ArgumentReader): readonly string[] {
  const phones = reader.each('phone', parsePhoneNumber);
  if (phones.length > MOST_PHONES) {
    const remedy = `The API takes ${MOST_PHONES} at once: ask for the others with another command`;
    reader.refuse({ where: '--phone', found: `${phones.length} numbers are given`, remedy });
  }
  return phones;
}

/** The clock of who made a batch is the provider's; an hour covers what its messages may differ by. */
const BEFORE_BATCH_MS = 60 * 60 * 1000;

/**
 * The filter with the window of its batch, where one is named and no beginning was said: nobody knows whether the API's
 * default of 24 hours would hide an older batch's messages.
 *
 * @throws ProviderError where there is no such batch.
 */
export async function widenToBatch(
  highVolume: HighVolumeStore,
  { filter, window }: SaidFilter,
): Promise<SaidFilter> {
  if (filter.batchId === undefined || window.isFromSaid) return { filter, window };
  const { createdAt } = await highVolume.batch(filter.batchId);
  if (createdAt === null) return { filter, window };
  const dateFrom = Math.min(createdAt - BEFORE_BATCH_MS, filter.dateTo);
  return { filter: { ...filter, dateFrom }, window: { ...window, dateFrom, isFromSaid: true } };
}
