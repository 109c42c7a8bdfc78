import type { RunLimits, SenderLimits } from '../core/limits.ts';
import type { SenderRegistration } from '../core/provider.ts';
import type { World } from '../core/run.ts';
import { isTollFree, messagesAMinute } from '../core/sender.ts';
import type { CampaignOptions } from './settings/options.ts';
import { choosePerSender } from './settings/per-sender.ts';
import type { ResolvedOptions } from './settings/resolve.ts';

/** Messages a day to US carriers from all numbers of a registered campaign of this tier (guide "SMS requirements"). */
const TIER_CAPS: Readonly<Record<string, number>> = { LowVolume: 6000 };

type Wanted = Pick<ResolvedOptions, 'values' | 'sources'>;

/** The limits of a run as the settings say them, with what the provider tells of its senders. */
export function toLimits(
  { values, sources }: Wanted,
  world: World,
  registrations: ReadonlyMap<string, SenderRegistration> = new Map(),
): RunLimits {
  // Where nothing is really sent there is nothing to call back.
  const isAtOnce = world !== 'live' && sources.queueAhead === 'default';
  return {
    maxCost: values.maxCost,
    maxMessages: values.maxMessages,
    maxSpamPercent: values.maxSpam,
    queueAheadMs: isAtOnce ? null : values.queueAhead,
    senders: values.from.map((from) => toSenderLimits(values, from, registrations.get(from) ?? null)),
  };
}

/** The limits of one sender: what is said of it, what the provider's tier allows, what RingCentral gives its kind. */
function toSenderLimits(
  { rate, dailyCap }: Pick<CampaignOptions, 'rate' | 'dailyCap'>,
  from: string,
  registration: SenderRegistration | null,
): SenderLimits {
  const said = choosePerSender(dailyCap, from, isTollFree(from));
  const byTier = TIER_CAPS[registration?.tier ?? ''] ?? null;
  return {
    from,
    perMinute: choosePerSender(rate, from, isTollFree(from)) ?? messagesAMinute(from),
    dailyCap: said ?? byTier,
    // Numbers of one registered campaign share its day; what somebody says of a number is that number's.
    capGroup: said === null && byTier !== null ? (registration?.campaignId ?? from) : from,
  };
}

/** The option behind each limit. */
const OPTION_OF = {
  maxCost: 'maxCost',
  maxMessages: 'maxMessages',
  maxSpamPercent: 'maxSpam',
  queueAheadMs: 'queueAhead',
} as const;

/** The limits of a run as this start wants them: what it doesn't say stays as an earlier start said it. */
export function changeLimits(
  before: RunLimits,
  { values }: Pick<ResolvedOptions, 'values'>,
  isSaid: (name: keyof CampaignOptions) => boolean,
): RunLimits {
  const wanted: RunLimits = {
    maxCost: values.maxCost,
    maxMessages: values.maxMessages,
    maxSpamPercent: values.maxSpam,
    queueAheadMs: values.queueAhead,
    senders: before.senders.map((sender) => ({
      ...sender,
      ...(isSaid('rate')
        ? {
            perMinute: choosePerSender(values.rate, sender.from, isTollFree(sender.from)) ?? sender.perMinute,
          }
        : {}),
      ...(isSaid('dailyCap') ? changeCap(values, sender) : {}),
    })),
  };
  const said = Object.entries(OPTION_OF).filter(([, option]) => isSaid(option));
  const changed = said.map(([name]) => [name, wanted[name as keyof RunLimits]] as const);
  return { ...before, senders: wanted.senders, ...Object.fromEntries(changed) };
}

function changeCap({ dailyCap }: CampaignOptions, { from }: SenderLimits): Partial<SenderLimits> {
  const said = choosePerSender(dailyCap, from, isTollFree(from));
  return said === null ? {} : { dailyCap: said, capGroup: from };
}
