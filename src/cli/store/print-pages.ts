import type { DateWindow, Page } from '../../core/provider.ts';
import type { Cell } from '../../report/cell.ts';
import { formatCsvRows } from '../../report/csv.ts';
import { toIso, toJsonLine } from '../../report/json.ts';
import type { Context } from '../context.ts';
import { formatHeading, formatLine, type Listing } from '../print-records.ts';
import type { Form } from './form.ts';
import type { Portion } from './page-options.ts';

/** What was printed of a list. */
export interface Printed {
  readonly records: number;
  /** Where the rest of it begins; null where there is none, or where it begins inside of a page. */
  readonly nextPageToken: string | null;
}

/** How much of which window goes out, and what is told meanwhile. */
export interface PrintWish extends Pick<Portion, 'limit' | 'isOnePage'> {
  readonly window: DateWindow;
  readonly onPage?: (printed: Printed) => Promise<void> | void;
}

/**
 * Prints a list on stdout, each page as it comes, as one document. Holds one page at a time. Ends where nobody reads
 * stdout any more.
 *
 * @throws ProviderError; then what was printed is cut off, and JSON is no document.
 */
export async function printPages<T>(
  context: Context,
  form: Form,
  listing: Listing<T>,
  pages: AsyncIterable<Page<T>>,
  { limit, isOnePage, window, onPage = () => undefined }: PrintWish,
): Promise<Printed> {
  const writer = WRITERS[form](listing as Listing<unknown>);
  const { stdout, interrupt, unread } = context.io;
  let printed: Printed = { records: 0, nextPageToken: null };
  stdout.write(writer.head(window));
  for await (const page of pages) {
    interrupt.throwIfAborted();
    const left = limit === null ? page.records.length : limit - printed.records;
    const records = page.records.slice(0, left);
    if (records.length > 0) stdout.write(writer.rows(records, printed.records));
    printed = {
      records: printed.records + records.length,
      nextPageToken: records.length < page.records.length ? null : page.nextPageToken,
    };
    if (isOnePage || unread?.aborted === true || (limit !== null && printed.records >= limit)) break;
    await onPage(printed);
  }
  stdout.write(writer.tail(printed));
  return printed;
}

interface Writer {
  readonly head: (window: DateWindow) => string;
  readonly rows: (records: readonly unknown[], before: number) => string;
  readonly tail: (printed: Printed) => string;
}

const WRITERS: Readonly<Record<Form, (listing: Listing<unknown>) => Writer>> = {
  table: (listing) => {
    let widths = listing.widths;
    return {
      head: () => '',
      rows: (records, before) => {
        const lines = records.map(listing.toCells);
        // The first page tells how long the ids of this provider are.
        if (before === 0) widths = widen(widths, lines);
        const heading = before === 0 ? formatHeading(listing.columns, widths) : '';
        return `${heading}${lines.map((cells) => formatLine(cells, widths)).join('')}`;
      },
      tail: () => '',
    };
  },
  csv: ({ columns, toCells }) => ({
    head: () => formatCsvRows([columns]),
    rows: (records) => formatCsvRows(records.map(toCells)),
    tail: () => '',
  }),
  json: ({ schema, key, columns, toCells }) => ({
    // A page token is good for this window and no other.
    head: ({ dateFrom, dateTo }) =>
      `{"schema": ${JSON.stringify(schema)}, "dateFrom": ${JSON.stringify(toIso(dateFrom))}, ` +
      `"dateTo": ${JSON.stringify(toIso(dateTo))}, ${JSON.stringify(key)}: [`,
    rows: (records, before) =>
      records
        .map((record, index) => `${before + index === 0 ? '' : ','}\n${toJsonLine(columns, toCells(record))}`)
        .join(''),
    tail: ({ records, nextPageToken }) =>
      `${records === 0 ? '' : '\n'}], "nextPageToken": ${JSON.stringify(nextPageToken)}}\n`,
  }),
};

function widen(widths: readonly number[], lines: readonly (readonly Cell[])[]): readonly number[] {
  return widths.map((width, index) =>
    lines.reduce(
      (most, cells) => Math.max(most, typeof cells[index] === 'string' ? cells[index].length : 0),
      width,
    ),
  );
}
