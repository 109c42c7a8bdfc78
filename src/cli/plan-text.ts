import { formatMoney, multiplyMoney } from '../core/money.ts';
import { formatPhone, maskPhone, REJECT_CODES } from '../core/recipient.ts';
import { messagesAMinute } from '../core/sender.ts';
import type { DraftPlan } from '../plan/draft-plan.ts';
import { choosePriceRule, describePrices, type PriceRule } from '../plan/price-list.ts';
import type { CampaignRequest } from './campaign-options.ts';
import { CURRENCY } from './prepare-request.ts';
import { count } from './screen/figures.ts';
import { formatSpan } from './screen/span.ts';

/** A plan as JSON prints it. */
export interface PlanFigures {
  readonly schema: 'campaign-plan/1';
  readonly run: string;
  readonly campaign: string;
  readonly from: readonly string[];
  readonly rows: number;
  readonly recipients: number;
  readonly rejectedRows: DraftPlan['rejected'];
  readonly segments: number;
  readonly batches: number;
  readonly cost: { readonly currency: string; readonly price: string; readonly estimated: string };
  /** How long the senders' queues take to drain at RingCentral, seconds. */
  readonly drainSeconds: number;
}

export function toPlanFigures(draft: DraftPlan, request: CampaignRequest, now: number): PlanFigures {
  const { from } = request.options;
  const { price } = ruleInUse(request, now);
  return {
    schema: 'campaign-plan/1',
    run: draft.name,
    campaign: request.name,
    from,
    rows: draft.rows,
    recipients: draft.recipients,
    rejectedRows: draft.rejected,
    segments: draft.segments,
    batches: draft.batches.length,
    cost: {
      currency: CURRENCY,
      price: formatMoney(price),
      estimated: formatMoney(multiplyMoney(price, draft.segments)),
    },
    drainSeconds: drainSeconds(draft),
  };
}

/** A plan on one screen: who, how many, from, the first texts, the cost, the time. Numbers are masked. */
export function formatPlan(
  draft: DraftPlan,
  request: CampaignRequest,
  hasTexts: boolean,
  now: number,
): string {
  const samples = hasTexts ? draft.samples : [];
  const figures = toPlanFigures(draft, request, now);
  const rejected = REJECT_CODES.flatMap((code) => {
    const many = draft.rejected[code];
    return many === undefined ? [] : [`${count(many)} ${code}`];
  });
  const prices = describePrices([ruleInUse(request, now)], request.sources.price);
  const lines = [
    `Plan ${figures.run}`,
    line(
      'rows',
      `${count(figures.rows)} = ${count(figures.recipients)} recipients + ${count(figures.rows - figures.recipients)} rejected`,
    ),
    ...(rejected.length === 0 ? [] : [line('rejected', rejected.join(', '))]),
    line('from', figures.from.join(', ')),
    line('batches', `${count(figures.batches)} of up to ${count(request.options.batchSize)}`),
    line('segments', count(figures.segments)),
    line('cost', `about ${figures.cost.estimated} ${CURRENCY} at ${prices}`),
    line('drains in', `about ${formatSpan(figures.drainSeconds)} at the senders' rates`),
    ...samples.map((sample, index) =>
      line(index === 0 ? 'texts' : '', `${maskPhone(formatPhone(sample.phone))} ${quote(sample.text)}`),
    ),
  ];
  return lines.join('\n');
}

function ruleInUse({ options }: CampaignRequest, now: number): PriceRule {
  return choosePriceRule(options.price, 'US', options.from[0] ?? '', now);
}

function drainSeconds(draft: DraftPlan): number {
  const bySender = new Map<string, number>();
  for (const batch of draft.batches)
    bySender.set(batch.from, (bySender.get(batch.from) ?? 0) + batch.recipients);
  const minutes = [...bySender].map(([from, messages]) => messages / messagesAMinute(from));
  return Math.ceil(Math.max(0, ...minutes) * 60);
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}

const SHOWN = 160;

// A text from a file may hold anything: on a screen it stays on one line and can't move the cursor.
function quote(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
