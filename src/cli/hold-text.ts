import { formatMoney } from '../core/money.ts';
import type { Run } from '../core/run.ts';
import type { Hold } from '../run/choose-next.ts';

/** Why nothing more is submitted for now, what was allowed, and when it goes on by itself. */
export function tellHold(hold: Hold | null, { limits, currency }: Pick<Run, 'limits' | 'currency'>): string {
  switch (hold?.why) {
    case 'window':
      return `outside the sending window: nothing is submitted before ${toTime(hold.untilAt)}`;
    case 'max-cost':
      return (
        `stopped by the cost limit: the next batch could bring the run beyond ${formatMoney(limits.maxCost ?? 0n)} ${currency}. ` +
        'Raise it with --max-cost'
      );
    case 'max-messages':
      return (
        `stopped by the limit of messages: the next batch would bring the run beyond ${limits.maxMessages ?? 0}. ` +
        'Raise it with --max-messages'
      );
    case 'daily-cap':
      return `stopped by the senders' daily cap: it goes on at ${toTime(hold.untilAt)}, or with a higher --daily-cap`;
    case 'provider-cap':
      return `stopped by a daily limit of RingCentral's or a carrier's: it goes on at ${toTime(hold.untilAt)}`;
    case 'queue':
    case undefined:
      return 'nothing more can be submitted for now';
  }
}

function toTime(at: number | null): string {
  return at === null ? 'a time that is not known' : new Date(at).toISOString().replace(/\.\d+/, '');
}
