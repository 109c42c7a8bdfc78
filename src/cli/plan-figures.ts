import { formatMoney } from '../core/money.ts';
import type { DraftPlan } from '../plan/draft-plan.ts';
import { formatPriceRule } from '../plan/price-list.ts';
import { estimateFinish } from '../run/finish-estimate.ts';
import type { PlanFindings } from '../run/prepare.ts';
import type { CampaignRequest } from './campaign-options.ts';
import { CURRENCY } from './prepare-request.ts';

/** A draft with what was found on the way to it. */
export interface DraftedPlan extends PlanFindings {
  readonly draft: DraftPlan;
}

/** A plan as JSON prints it. */
export interface PlanFigures {
  readonly schema: 'campaign-plan/1';
  readonly run: string;
  readonly campaign: string;
  readonly from: readonly string[];
  readonly rows: number;
  readonly recipients: number;
  readonly rejectedRows: DraftPlan['rejected'];
  /** Recipients at whose numbers a message failed for good before. */
  readonly badNumbers: number;
  readonly segments: number;
  /** What makes texts UCS-2, and the segments that --smart-punctuation would save. */
  readonly encoding: PlanFindings['encoding'];
  readonly batches: number;
  readonly cost: {
    readonly currency: string;
    /** The prices of a segment that the plan uses. */
    readonly prices: readonly string[];
    /** The rules that were given; empty for the list price. */
    readonly rules: readonly string[];
    readonly estimated: string;
  };
  /** When phones may buzz, and how many recipients at which hours; empty texts are any time. */
  readonly windows: readonly { readonly window: string; readonly recipients: number }[];
  /** How long the senders' queues take to drain at RingCentral, seconds. */
  readonly drainSeconds: number;
  /** When the last message should be out if it began now; null: not within 60 days. */
  readonly finishesAt: string | null;
  /** When RingCentral's opt-outs were last read; null: never. */
  readonly optOutsReadAt: string | null;
}

export function toPlanFigures(
  { draft, encoding, badNumbers, optOutsReadAt, limits }: DraftedPlan,
  request: CampaignRequest,
  now: number,
): PlanFigures {
  const { options } = request;
  const { drainMs, finishAt } = estimateFinish(draft.batches, limits, now);
  return {
    schema: 'campaign-plan/1',
    run: draft.name,
    campaign: request.name,
    from: options.from,
    rows: draft.rows,
    recipients: draft.recipients,
    rejectedRows: draft.rejected,
    badNumbers: badNumbers.count,
    segments: draft.segments,
    encoding,
    batches: draft.batches.length,
    cost: {
      currency: CURRENCY,
      prices: [...new Set(draft.batches.map(({ price }) => formatMoney(price)))].sort(),
      rules: options.price.map(formatPriceRule),
      estimated: formatMoney(draft.estimate),
    },
    windows: countWindows(draft),
    drainSeconds: Math.ceil(drainMs / 1000),
    finishesAt: toIso(finishAt),
    optOutsReadAt: toIso(optOutsReadAt),
  };
}

function countWindows({ batches }: DraftPlan): PlanFigures['windows'] {
  const counts = new Map<string, number>();
  for (const { window, recipients } of batches) counts.set(window, (counts.get(window) ?? 0) + recipients);
  return [...counts]
    .map(([window, recipients]) => ({ window, recipients }))
    .sort((a, b) => b.recipients - a.recipients);
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
