import type { TrackingSettings } from '../core/run.ts';
import type { CampaignOptionName } from './settings/options.ts';

/** The option behind each tracking setting. */
const OPTION_OF = {
  settleAfterMs: 'settleAfter',
  trackForMs: 'trackFor',
  minDeliveredPercent: 'minDelivered',
  inDoubt: 'inDoubt',
  inDoubtGraceMs: 'inDoubtGrace',
} as const satisfies Record<keyof TrackingSettings, CampaignOptionName>;

/** The tracking settings of a run as this start wants them: what it does not say stays as an earlier start said it. */
export function changeTracking(
  before: TrackingSettings,
  wanted: TrackingSettings,
  isSaid: (name: CampaignOptionName) => boolean,
): TrackingSettings {
  const said = Object.entries(OPTION_OF).filter(([, option]) => isSaid(option));
  const changed = said.map(([name]) => [name, wanted[name as keyof TrackingSettings]] as const);
  return { ...before, ...Object.fromEntries(changed) };
}
