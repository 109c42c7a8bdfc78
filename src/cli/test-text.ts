import { formatMoney } from '../core/money.ts';
import { maskPhone } from '../core/recipient.ts';
import type { DraftPlan } from '../plan/draft-plan.ts';
import type { Context } from './context.ts';
import { CURRENCY } from './prepare-request.ts';
import { count } from './screen/figures.ts';

/** A drafted test with what is said of it beside its sums. */
export interface ShownTest {
  readonly draft: DraftPlan;
  /** `+16505550123` */
  readonly to: readonly string[];
  /** `campaigns/spring.csv:3`: the row whose text it is. */
  readonly row: string;
}

/** A test on a few lines. Its text is left out where nobody sits at a terminal: there it may be a log. */
export function formatTest(
  { draft, to, row }: ShownTest,
  { isInteractive }: Pick<Context, 'isInteractive'>,
): string {
  const [sample] = draft.samples;
  const segments = sample?.segments ?? 0;
  const senders = [...new Set(draft.batches.map(({ from }) => from))];
  const each = to.length === 1 ? '' : ` each, ${count(draft.segments)} in all`;
  return [
    `Test ${draft.name}`,
    line('to', to.map(maskPhone).join(', ')),
    line('from', senders.join(', ')),
    line('row', row),
    ...(isInteractive && sample !== undefined ? [line('text', JSON.stringify(sample.text))] : []),
    line('segments', `${count(segments)}${each}`),
    line('cost', `about ${formatMoney(draft.estimate)} ${CURRENCY}`),
  ].join('\n');
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}
