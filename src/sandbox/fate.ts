import { createDraws } from './draw.ts';
import type { ForcedOutcome } from './outcome.ts';

/** What a fault makes of messages that are submitted. */
export interface Fate {
  /** How they end: `Delivered`, `Sent` (for ever), or the error code of a failure. */
  readonly end: string;
  /** Of how many of them, from above 0 to 1. */
  readonly share: number;
}

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

/** No carrier reports that there will be no report: it is taken as missing after a while. */
const NO_RECEIPT = 'SMS-CAR-104';

/**
 * The first of the fates that is this message's: the seed decides, one message at a time.
 *
 * @param batch the batch's ordinal
 * @param index the message's place in it
 */
export function findFate(
  seed: string,
  fates: readonly Fate[],
  batch: number,
  index: number,
): ForcedOutcome | undefined {
  const fate = fates.find(
    ({ end, share }) => share === 1 || createDraws(seed, 'fate', end, batch, index)() < share,
  );
  return fate === undefined ? undefined : toOutcome(fate.end);
}

/** What the carrier refuses was sent, and is billed; what RingCentral or its upstream refuses was not. */
function toOutcome(end: string): ForcedOutcome {
  if (end === 'Sent') return { status: 'Sent', hasCost: true };
  if (end === 'Delivered') return { status: 'Delivered', receiptDelayMs: 2000, hasCost: true };
  if (!end.startsWith('SMS-CAR-')) return { status: 'SendingFailed', errorCode: end, hasCost: false };
  const receiptDelayMs = end === NO_RECEIPT ? TWO_HOURS_MS : 5000;
  return { status: 'DeliveryFailed', errorCode: end, receiptDelayMs, hasCost: true };
}
