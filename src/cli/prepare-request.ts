import type { RunLimits } from '../core/limits.ts';
import type { World } from '../core/run.ts';
import type { PrepareRequest } from '../run/prepare.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import type { Exclusions } from './exclusions.ts';
import type { PlanningScreen } from './screen/planning.ts';
import { SANDBOX_DEFAULTS } from './settings/options.ts';

/** RingCentral's prices are in US dollars (price page "New SMS rates"). */
export const CURRENCY = 'USD';

/** What a plan needs besides the settings. */
export interface PlanSources extends Exclusions {
  /** Told when the file is no run that is there already: what the senders may, once the provider was asked. */
  readonly limits: () => Promise<RunLimits>;
  /** Shows how far the file is read. */
  readonly screen?: Pick<PlanningScreen, 'opened' | 'progress'>;
}

/** Turns what was asked for into what `prepare` takes. */
export function toPrepareRequest(
  context: Context,
  request: CampaignRequest,
  world: World,
  { limits, exclusions, selection, screen }: PlanSources,
): PrepareRequest {
  const { options, file, sources } = request;
  return {
    campaign: request.name,
    world,
    path: file.path,
    file: file.shownAs,
    intake: toIntake(request),
    assign: {
      batchSize: options.batchSize,
      window: toWindow(request, world),
      windowSource: sources.window === 'default' ? '--window' : sources.window,
      prices: options.price,
    },
    maxInvalid: options.maxInvalid,
    currency: CURRENCY,
    runKey: options.runKey,
    tracking: toTrackingSettings(request, world),
    limits,
    optOutScope: options.optOutScope,
    exclusions,
    selection,
    minDaysBetween: options.minDaysBetween,
    repeatGuardMs: options.repeatGuard,
    signal: context.io.interrupt,
    onOpen: (intake) => {
      for (const assumption of intake.assumptions) context.say(`${file.shownAs}: ${assumption}`);
      screen?.opened({ bytes: intake.bytes });
    },
    ...(screen === undefined ? {} : { onProgress: screen.progress }),
  };
}

/** How the rows of a campaign's file are read. */
export function toIntake({ options, template }: CampaignRequest): PrepareRequest['intake'] {
  const phoneColumn = options.column['phone'];
  return {
    template: template?.text ?? null,
    ...(template === null ? {} : { templateSource: template.where }),
    ...(phoneColumn === undefined ? {} : { phoneColumn }),
    ...(options.defaultCountry === null ? {} : { defaultCountry: options.defaultCountry }),
    ...(options.delimiter === null ? {} : { delimiter: options.delimiter }),
    ...(options.encoding === null ? {} : { encoding: options.encoding }),
    smartPunctuation: options.smartPunctuation,
    senders: options.from,
  };
}

/** The law's hours, unless somebody says otherwise or nothing is really sent. */
export function toWindow({ options }: CampaignRequest, world: World): PrepareRequest['assign']['window'] {
  const wish = options.window ?? (world === 'live' ? 'law' : 'none');
  if (wish === 'none') return { kind: 'none' };
  const own = wish === 'law' ? null : wish;
  return { kind: 'law', own, zone: options.windowZone, overrides: options.stateRules };
}

export function toTrackingSettings(request: CampaignRequest, world: World): PrepareRequest['tracking'] {
  return {
    settleAfterMs: watchFor(request, world, 'settleAfter'),
    trackForMs: watchFor(request, world, 'trackFor'),
    minDeliveredPercent: request.options.minDelivered,
    inDoubt: request.options.inDoubt,
    inDoubtGraceMs: watchFor(request, world, 'inDoubtGrace'),
  };
}

function watchFor(request: CampaignRequest, world: World, name: keyof typeof SANDBOX_DEFAULTS): number {
  const isDefault = request.sources[name] === 'default';
  return world === 'sandbox' && isDefault ? SANDBOX_DEFAULTS[name] : request.options[name];
}
