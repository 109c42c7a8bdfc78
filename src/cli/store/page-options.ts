import type { Argv } from 'yargs';
import type { PageChoice } from '../../core/high-volume-store.ts';
import { asInteger, asText } from '../settings/values.ts';
import type { ArgumentReader } from './argument-reader.ts';
import type { SaidWindow } from './date-window.ts';

const MOST_A_PAGE = 1000;
const MOST_RECORDS = 1_000_000_000;

type PageSize = Pick<PageChoice, 'perPage'>;

/** How much of a list is read. */
export interface Portion {
  readonly page: PageChoice;
  /** Null: all of it. */
  readonly limit: number | null;
  readonly isOnePage: boolean;
}

/** Adds `--limit` and `--per-page`. */
export function addSizeOptions(yargs: Argv): Argv {
  return yargs
    .option('limit', { type: 'string', describe: 'the newest so many (default: all)' })
    .option('per-page', { type: 'string', describe: 'so many a call, 1 to 1000 (default: 1000)' });
}

/**
 * `limit`: null for all. `page`: how many records a call asks for; nothing where the provider's most will do.
 *
 * @param isOnePage where one page is named, only `--per-page` says how long a page is.
 */
export function readSize(
  reader: ArgumentReader,
  isOnePage: boolean,
): Pick<Portion, 'limit'> & { readonly page: PageSize } {
  const limit = reader.one('limit', (raw) => asInteger(raw, 1, MOST_RECORDS)) ?? null;
  const perPage = reader.one('per-page', (raw) => asInteger(raw, 1, MOST_A_PAGE));
  // What isn't wanted need not be fetched.
  const enough = isOnePage || limit === null || limit >= MOST_A_PAGE ? undefined : limit;
  const size = perPage ?? enough;
  return { limit, page: size === undefined ? {} : { perPage: size } };
}

/** Adds `--limit`, `--per-page` and `--page-token`. */
export function addPageOptions(yargs: Argv): Argv {
  return addSizeOptions(yargs).option('page-token', {
    type: 'string',
    describe: 'only the page that an earlier list named; with its dates',
  });
}

/** @param window of the same command: a token is good for the dates that it was given for. */
export function readPortion(reader: ArgumentReader, window: SaidWindow): Portion {
  const pageToken = reader.one('page-token', asText);
  const { limit, page } = readSize(reader, pageToken !== undefined);
  if (pageToken !== undefined && !(window.isFromSaid && window.isToSaid)) {
    const remedy = 'Give --date-from and --date-to as the list said them that named the page';
    reader.refuse({ where: '--page-token', found: 'it is given without the dates of its list', remedy });
  }
  return {
    page: { ...page, ...(pageToken === undefined ? {} : { pageToken }) },
    limit,
    isOnePage: pageToken !== undefined,
  };
}
