import { InputError, type Problem } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { World } from '../../core/run.ts';
import type { DraftPlan } from '../../plan/draft-plan.ts';
import type { Prepared } from '../../run/prepare.ts';
import type { CampaignRequest } from '../campaign-options.ts';
import { chooseWorld } from '../compose.ts';
import type { Context } from '../context.ts';
import type { Exclusions } from '../exclusions.ts';
import { compareTerms, differ } from './compare-terms.ts';
import { compareOutcome } from './outcome.ts';
import type { ApprovedPlan } from './plan-file.ts';
import { readTerms } from './terms.ts';

const WORLDS: Readonly<Record<World, string>> = {
  live: 'RingCentral',
  sandbox: 'the embedded sandbox',
  loopback: 'a server on a loopback address',
};

/**
 * Chooses the world that a plan was approved for.
 *
 * @throws InputError when the command goes to another one.
 */
export async function chooseApprovedWorld(
  context: Context,
  plan: ApprovedPlan,
  isSandbox: boolean,
): Promise<World> {
  const approved = plan.approval.world;
  // A plan of the sandbox needs no credentials to be told from one that would be sent.
  const world = approved === 'sandbox' && !isSandbox ? null : await chooseWorld(context, isSandbox);
  if (world === approved) return world;
  const found = `the plan is for ${WORLDS[approved]}, this would go to ${WORLDS[world ?? 'live']}`;
  throw new InputError([{ where: plan.shownAs, found, remedy: `${wayBack(world)}. Nothing was sent` }]);
}

function wayBack(world: World | null): string {
  if (world === null) return 'Add --sandbox';
  return world === 'sandbox' ? 'Leave --sandbox out' : 'RC_SERVER_URL decides which';
}

/**
 * Compares what is asked for now with what was approved. Tells nobody anything where both are the same.
 *
 * @throws InputError with a line for every difference.
 */
export async function requireSameTerms(
  context: Context,
  plan: ApprovedPlan,
  request: CampaignRequest,
  world: World,
  exclusions: Exclusions,
): Promise<void> {
  const now = await readTerms(context, request, world, exclusions, context.clock.now());
  refuseDifferences(plan, compareTerms(plan.approval, now));
}

/**
 * Compares a draft with what was approved; one that differs is thrown away. Opt-outs since then are told and change
 * nothing else.
 *
 * @throws InputError with a line for every difference.
 */
export async function requireSameOutcome(
  context: Context,
  plan: ApprovedPlan,
  ledger: Ledger,
  draft: DraftPlan,
): Promise<void> {
  const { approval, shownAs } = plan;
  try {
    const { differences, optedOut } = await compareOutcome(approval, ledger, draft, approval.file.path);
    refuseDifferences(plan, differences);
    context.say(`${shownAs}: as it was planned ${approval.createdAt}`);
    if (optedOut > 0) {
      context.say(
        `${shownAs}: ${optedOut} of ${approval.recipients} recipients opted out since and are left out`,
      );
    }
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/**
 * A run that is there already must be the plan's.
 *
 * @throws InputError when it is another.
 */
export function requireSameRun(plan: ApprovedPlan, prepared: Prepared): void {
  if (prepared.kind !== 'existing') return;
  refuseDifferences(plan, differ('run', plan.approval.run, prepared.run.name));
}

function refuseDifferences({ shownAs, approval }: ApprovedPlan, differences: readonly Problem[]): void {
  if (differences.length === 0) return;
  throw new InputError([
    ...differences,
    {
      where: shownAs,
      found: 'what would be sent is not what was approved',
      remedy: `Nothing was sent. Take the changes back, or plan again: \`campaign plan ${approval.file.path} --out ${shownAs}\``,
    },
  ]);
}
