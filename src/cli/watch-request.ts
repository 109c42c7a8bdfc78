import { join } from 'node:path';
import type { RunLimits } from '../core/limits.ts';
import type { Run, TrackingSettings, World } from '../core/run.ts';
import { PACE_OPTIONS, readFlags, WATCH_OPTIONS } from './campaign-options.ts';
import type { Arguments } from './command.ts';
import type { Context } from './context.ts';
import { changeLimits } from './sender-limits.ts';
import type { CampaignOptionName } from './settings/options.ts';
import { changeTracking } from './tracking.ts';
import { resolveOptions, type ResolvedOptions } from './settings/resolve.ts';

/** What `resume` and `track` are asked to do: the options that change how a run is watched. */
export function readWatchRequest(context: Context, argv: Arguments): ResolvedOptions {
  return readWorkspaceOptions(context, argv, [...WATCH_OPTIONS, ...PACE_OPTIONS, 'wait']);
}

/**
 * Options as a command has them that is about no campaign: from its flags, the environment and campaign.config.yaml.
 *
 * @param names which of them the command takes as flags.
 * @throws InputError with every unknown key and unusable value.
 */
export function readWorkspaceOptions(
  context: Context,
  argv: Arguments,
  names: readonly CampaignOptionName[],
): ResolvedOptions {
  const config = join(context.workspace.directory, 'campaign.config.yaml');
  return resolveOptions({
    flags: readFlags(argv, names),
    environment: context.io.environment,
    files: [{ path: config, shownAs: 'campaign.config.yaml' }],
  });
}

/** The tracking settings of a run, changed where this start says so by a flag or a variable. */
export function toTracking(run: Run, { values, sources }: ResolvedOptions): TrackingSettings {
  const wanted = {
    settleAfterMs: values.settleAfter,
    trackForMs: values.trackFor,
    minDeliveredPercent: values.minDelivered,
    inDoubt: values.inDoubt,
    inDoubtGraceMs: values.inDoubtGrace,
  };
  return changeTracking(run.tracking, wanted, (name) => isSaidNow(sources[name]));
}

/** The limits of a run, changed likewise: raising one is how a run that it stopped goes on. */
export function toChangedLimits(run: Run, request: ResolvedOptions): RunLimits {
  return changeLimits(run.limits, request, (name) => isSaidNow(request.sources[name]));
}

/** By a flag or a variable of this start; what a file says was there when the run was planned. */
function isSaidNow(source: string): boolean {
  return source.startsWith('--') || source.startsWith('CAMPAIGN_');
}

export const LIVES_IN_SANDBOX = 'it lives in the embedded sandbox: add --sandbox';

/** Why a run can't be driven in this world, or null when it can. */
export function describeWrongWorld(run: Run, world: World): string | null {
  if (run.world === world) return null;
  if (run.world === 'sandbox') return LIVES_IN_SANDBOX;
  if (world === 'sandbox') return 'it is not a run of the embedded sandbox: leave --sandbox out';
  return run.world === 'live'
    ? 'it belongs to RingCentral, and RC_SERVER_URL names a loopback server'
    : 'it belongs to a server on a loopback address, and RC_SERVER_URL names another';
}
