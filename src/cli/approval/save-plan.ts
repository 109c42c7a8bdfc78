import type { ReportLedger } from '../../core/ledger.ts';
import type { World } from '../../core/run.ts';
import type { DraftPlan } from '../../plan/draft-plan.ts';
import type { CampaignRequest } from '../campaign-options.ts';
import type { Context } from '../context.ts';
import type { Exclusions } from '../exclusions.ts';
import type { PlanFigures } from '../plan-figures.ts';
import { readOutcome } from './outcome.ts';
import { writePlanFile, type PlanTarget } from './plan-file.ts';
import { readTerms } from './terms.ts';

/** What is known of a plan once it is made. */
export interface MadePlan {
  readonly draft: DraftPlan;
  /** The ledger that the draft is in. */
  readonly ledger: Pick<ReportLedger, 'rejectedRows'>;
  readonly figures: PlanFigures;
  readonly exclusions: Exclusions;
}

/** Writes a plan for somebody to approve and for `run --plan` to send, and tells its hash and how to go on. */
export async function savePlan(
  context: Context,
  target: PlanTarget,
  made: MadePlan,
  request: CampaignRequest,
  world: World,
): Promise<void> {
  const now = context.clock.now();
  const approval = {
    createdAt: new Date(now).toISOString(),
    ...(await readTerms(context, request, world, made.exclusions, now)),
    ...(await readOutcome(made.ledger, made.draft)),
  };
  const hash = await writePlanFile(target, made.figures, approval);
  const flags = world === 'sandbox' ? ' --sandbox' : '';
  context.say(`  plan      ${target.shownAs}, hash ${hash.slice(0, SHOWN_DIGITS)}…`);
  context.say(`  send it   campaign run --plan ${target.shownAs}${flags}`);
}

const SHOWN_DIGITS = 12;
