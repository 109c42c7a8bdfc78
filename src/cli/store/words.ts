import type { DateWindow } from '../../core/provider.ts';
import type { Context } from '../context.ts';
import { count } from '../screen/figures.ts';
import type { SaidWindow } from './date-window.ts';
import type { Printed } from './print-pages.ts';

/** Says which window is read where nobody said one: what is older is there, and not shown. */
export function tellWindow(context: Context, { dateFrom, isFromSaid }: SaidWindow): void {
  if (isFromSaid) return;
  context.say(`from ${new Date(dateFrom).toISOString()}, for 24 hours; --date-from 7d reads further back`);
}

/** Says what stdout doesn't: that there was nothing, or that there is more. */
export function tellPrinted(context: Context, what: string, printed: Printed, window: DateWindow): void {
  const { records, nextPageToken } = printed;
  // Who closes the pipe has what they wanted.
  if (context.io.unread?.aborted === true) return;
  if (records === 0) context.say(`no ${what} there`);
  if (nextPageToken !== null) {
    context.say(`${count(records)} ${what}; the next page: ${toNextPage(window, nextPageToken)}`);
  }
}

/** Says where a list broke off, and how it goes on. */
export function tellWhereItBroke(context: Context, what: string, printed: Printed, window: DateWindow): void {
  const { records, nextPageToken } = printed;
  if (records === 0) return;
  const rest = nextPageToken === null ? '' : `; the rest: ${toNextPage(window, nextPageToken)}`;
  context.warn(`${count(records)} ${what} were printed before this ended${rest}`);
}

/** A token is good for the filters that it was given for, and the window is one of them. */
function toNextPage({ dateFrom, dateTo }: DateWindow, pageToken: string): string {
  const [from, to] = [dateFrom, dateTo].map((at) => new Date(at).toISOString());
  return `the same with --date-from ${from ?? ''} --date-to ${to ?? ''} --page-token ${pageToken}`;
}
