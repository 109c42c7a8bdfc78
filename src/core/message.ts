/** RingCentral's A2P message statuses (schema SmsStatusEnum). Words that we don't know decode to `Other` and survive. */
export const MESSAGE_STATUSES = ['Queued', 'Sent', 'Delivered', 'DeliveryFailed', 'SendingFailed'] as const;

/** Where a message is counted in the reports. */
export type MessageOutcome = 'queued' | 'sent' | 'delivered' | 'deliveryFailed' | 'sendingFailed' | 'unknown';

export const MESSAGE_OUTCOMES: readonly MessageOutcome[] = [
  'queued',
  'sent',
  'delivered',
  'deliveryFailed',
  'sendingFailed',
  'unknown',
];

/** The carrier gave no or an unknown receipt: the message may well have arrived (guide "SMS error codes"). */
export const UNKNOWN_OUTCOME_CODES: ReadonlySet<string> = new Set(['SMS-CAR-104', 'SMS-CAR-199']);

/** Counts a message by its provider status and error code. */
export function toOutcome(status: string, errorCode: string | null): MessageOutcome {
  if (errorCode !== null && UNKNOWN_OUTCOME_CODES.has(errorCode)) return 'unknown';
  switch (status) {
    case 'Queued':
      return 'queued';
    case 'Sent':
      return 'sent';
    case 'Delivered':
      return 'delivered';
    case 'DeliveryFailed':
      return 'deliveryFailed';
    case 'SendingFailed':
      return 'sendingFailed';
    default:
      return 'unknown';
  }
}

/**
 * Whether a status can still change. `Sent` may stay for ever where a carrier sends no receipt, so it counts as
 * settled, unconfirmed, after `settleAfterMs`. A status we don't know is never final.
 */
export function isFinal(
  status: string,
  updatedAt: number | null,
  now: number,
  settleAfterMs: number,
): boolean {
  if (status === 'Delivered' || status === 'DeliveryFailed' || status === 'SendingFailed') return true;
  return status === 'Sent' && updatedAt !== null && now - updatedAt >= settleAfterMs;
}
