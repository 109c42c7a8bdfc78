import type { ReportLedger } from '../core/ledger.ts';
import { readFrozenSettings, type Run, type World } from '../core/run.ts';
import { tellValue } from './approval/option-values.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import type { CampaignOptionName } from './settings/options.ts';

/**
 * Options of `run` that a plan is made with once and for all, and that don't make another run of it: what they say
 * later changes nothing. All others are part of the run's name, or count from the next start on.
 */
export const FROZEN_OPTIONS = [
  'batchSize',
  'maxInvalid',
  'price',
  'window',
  'windowZone',
  'stateRules',
  'repeatGuard',
  'optOutScope',
] as const satisfies readonly CampaignOptionName[];

/** The same of `retry`, whose run is known by its parent. */
export const FROZEN_RETRY_OPTIONS = [
  ...(['exclude', 'excludeRun', 'column', 'defaultCountry'] as const),
  ...(['batchSize', 'price', 'window', 'windowZone', 'stateRules'] as const),
] as const satisfies readonly CampaignOptionName[];

/** What a plan is made with, each option as text, for the journal. `now`: epoch milliseconds, for prices by day. */
export function tellFrozen(
  names: readonly CampaignOptionName[],
  request: CampaignRequest,
  world: World,
  now: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, tellValue(name, request, world, now)]));
}

/**
 * Tells, a line each, what this start says otherwise than the plan of a run that it goes on with: the plan is frozen,
 * and nobody should believe that another window counts. What this start doesn't say is as it was.
 */
export async function warnOfFrozen(
  context: Context,
  ledger: Pick<ReportLedger, 'journal'>,
  run: Run,
  names: readonly CampaignOptionName[],
  request: CampaignRequest,
): Promise<void> {
  const [planned] = (await ledger.journal(run.id)).filter(({ kind }) => kind === 'planned');
  const frozen = readFrozenSettings(planned?.detail ?? '');
  const now = tellFrozen(names, request, run.world, context.clock.now());
  for (const name of names) {
    const [before, wanted, source] = [frozen[name], now[name], request.sources[name]];
    if (before === undefined || wanted === undefined || before === wanted || source === 'default') continue;
    context.warn(
      `${run.name} was planned with ${name} ${before}; ${source} ${wanted} is not used: the plan is frozen`,
    );
  }
}
