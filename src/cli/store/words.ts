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
export function tellPrinted(context: Context, what: string, { records, nextPageToken }: Printed): void {
  if (records === 0) context.say(`no ${what} there`);
  if (nextPageToken !== null) {
    context.say(`${count(records)} ${what}; the next page: --page-token ${nextPageToken}`);
  }
}
