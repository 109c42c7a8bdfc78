import type { Draws } from './draw.ts';

/** An end that is not drawn: of a magic recipient, or by a fault. Delays are in real milliseconds at speed 1. */
export interface ForcedOutcome {
  /** The last status the message will have; `Sent` when no receipt ever comes. */
  readonly status?: 'Delivered' | 'Sent' | 'SendingFailed' | 'DeliveryFailed' | 'Expired';
  readonly errorCode?: string;
  /** From sending to the final status. */
  readonly receiptDelayMs?: number;
  readonly hasCost?: boolean;
}

/** How a message will end, fixed when it is accepted. Delays are in real milliseconds at speed 1. */
export interface Outcome {
  readonly finalStatus: string;
  readonly errorCode: string | null;
  /** From sending to the final status; null when no receipt ever comes. */
  readonly receiptDelayMs: number | null;
  /** From the final status (from sending, where the receipt is late or missing) to the cost; null for no cost. */
  readonly costDelayMs: number | null;
}

/** A receipt later than this doesn't hold up the cost: billing is at hand-over to the upstream provider. */
export const LATE_RECEIPT_MS = 10 * 60 * 1000;

const HOUR_MS = 60 * 60 * 1000;

/** Draws an outcome: about 93 % Delivered in seconds to minutes, the rest as the published error tables suggest. */
export function drawOutcome(draws: Draws, forced: ForcedOutcome | undefined, isOptedOut: boolean): Outcome {
  const costDelayMs = 5000 + draws() * 55_000;
  const base = { errorCode: null, costDelayMs };
  if (isOptedOut) return { ...failed('SendingFailed', 'SMS-RC-413', 0), costDelayMs: null };
  if (forced?.status !== undefined) {
    return {
      finalStatus: forced.status,
      errorCode: forced.errorCode ?? null,
      receiptDelayMs: forced.status === 'Sent' ? null : (forced.receiptDelayMs ?? 0),
      costDelayMs: forced.hasCost === true ? costDelayMs : null,
    };
  }
  const roll = draws();
  if (roll < 0.93) return { ...base, finalStatus: 'Delivered', receiptDelayMs: quickReceiptMs(draws) };
  if (roll < 0.945)
    return { ...base, finalStatus: 'Delivered', receiptDelayMs: HOUR_MS + draws() * 5 * HOUR_MS };
  if (roll < 0.955) return { ...base, finalStatus: 'Sent', receiptDelayMs: null };
  if (roll < 0.985) return { costDelayMs: draws() < 0.7 ? costDelayMs : null, ...drawDeliveryFailure(draws) };
  return { costDelayMs: null, ...drawSendingFailure(draws) };
}

function quickReceiptMs(draws: Draws): number {
  return Math.min(LATE_RECEIPT_MS, 1500 - 20_000 * Math.log(1 - draws()));
}

const CARRIER_CODES = [
  'SMS-CAR-411',
  'SMS-CAR-411',
  'SMS-CAR-411',
  'SMS-CAR-412',
  'SMS-CAR-412',
  'SMS-CAR-430',
  'SMS-CAR-431',
  'SMS-CAR-432',
  'SMS-CAR-413',
  'SMS-CAR-199',
  'SMS-CAR-500',
  'SMS-CAR-104',
] as const;

const SENDING_CODES = [
  'SMS-UP-410',
  'SMS-UP-410',
  'SMS-UP-410',
  'SMS-UP-430',
  'SMS-UP-500',
  'SMS-RC-500',
  null,
] as const;

function drawDeliveryFailure(draws: Draws): Omit<Outcome, 'costDelayMs'> {
  const code = pick(CARRIER_CODES, draws);
  return failed('DeliveryFailed', code, code === 'SMS-CAR-104' ? 2 * HOUR_MS : quickReceiptMs(draws));
}

function drawSendingFailure(draws: Draws): Omit<Outcome, 'costDelayMs'> {
  return failed('SendingFailed', pick(SENDING_CODES, draws), 0);
}

function failed(
  finalStatus: string,
  errorCode: string | null,
  receiptDelayMs: number,
): Omit<Outcome, 'costDelayMs'> {
  return { finalStatus, errorCode, receiptDelayMs };
}

function pick<T>(choices: readonly T[], draws: Draws): T {
  const choice = choices[Math.floor(draws() * choices.length)];
  if (choice === undefined) throw new Error('a draw fell outside [0, 1)');
  return choice;
}
