import { formatNumber, isTollFree } from './numbering.ts';

/**
 * What an operator may make of a number: a registered A2P number, one of a campaign with little volume, one whose
 * campaign isn't confirmed yet, one that is linked to no campaign, or a standard number that may not send A2P.
 */
export const NUMBER_KINDS = ['registered', 'low-volume', 'pending', 'unregistered', 'standard'] as const;

export type NumberKind = (typeof NUMBER_KINDS)[number];

/** A phone number of the sandbox's only extension. */
export interface OwnedNumber {
  readonly id: number;
  readonly phoneNumber: string;
  readonly digits: number;
  readonly paymentType: 'Local' | 'TollFree';
  readonly usageType: string;
  readonly features: readonly string[];
  readonly label: string;
  readonly location: string | null;
  readonly kind: NumberKind;
  /** A2P messages a minute that leave the number's queue; 0 for a number that may not send A2P. */
  readonly perMinute: number;
}

/** Whoever owns numbers: a world. */
interface NumberOwner {
  /** The built-in numbers, then the operator's own senders in the order in which they were first given. */
  readonly numbers: readonly OwnedNumber[];
}

/** The account and extension that every token of the sandbox belongs to. */
export const ACCOUNT_ID = '400131001';
export const EXTENSION_ID = '400131002';

/** Messages a minute (RingCentral's SMS/MMS content policies). */
const LONG_CODE_PER_MINUTE = 60;
const TOLL_FREE_PER_MINUTE = 180;

/** An operator's sender gets its id from its digits, so that it is the same in every world. */
const FIRST_SENDER_ID = 400_131_000_000_000;

/**
 * What every world owns: one long code, one toll-free number and one standard number that may not send A2P.
 * A number is either standard or high volume, never both (guide "toll-free SMS vs local numbers").
 */
export const BUILT_IN_NUMBERS: readonly OwnedNumber[] = [
  {
    id: 4001310101,
    phoneNumber: '+16505550100',
    digits: 16505550100,
    paymentType: 'Local',
    usageType: 'DirectNumber',
    features: ['CallerId', 'A2PSmsSender'],
    label: 'Sandbox long code',
    location: 'San Mateo, CA',
    kind: 'registered',
    perMinute: LONG_CODE_PER_MINUTE,
  },
  {
    id: 4001310102,
    phoneNumber: '+18885550100',
    digits: 18885550100,
    paymentType: 'TollFree',
    usageType: 'DirectNumber',
    features: ['CallerId', 'A2PSmsSender'],
    label: 'Sandbox toll-free',
    location: null,
    kind: 'registered',
    perMinute: TOLL_FREE_PER_MINUTE,
  },
  {
    id: 4001310103,
    phoneNumber: '+16505550111',
    digits: 16505550111,
    paymentType: 'Local',
    usageType: 'DirectNumber',
    features: ['CallerId', 'SmsSender', 'MmsSender'],
    label: 'Sandbox standard number',
    location: 'San Mateo, CA',
    kind: 'standard',
    perMinute: 0,
  },
];

/** The A2P number that an operator's sender with these digits becomes: toll-free by its code, else a long code. */
export function buildSender(digits: number): OwnedNumber {
  const isFree = isTollFree(digits);
  return {
    id: FIRST_SENDER_ID + digits,
    phoneNumber: formatNumber(digits),
    digits,
    paymentType: isFree ? 'TollFree' : 'Local',
    usageType: 'DirectNumber',
    features: ['CallerId', 'A2PSmsSender'],
    label: 'Sandbox sender',
    location: null,
    kind: 'registered',
    perMinute: isFree ? TOLL_FREE_PER_MINUTE : LONG_CODE_PER_MINUTE,
  };
}

/** The same number as one of this kind; a standard one is never made an A2P number. */
export function toKind(number: OwnedNumber, kind: NumberKind): OwnedNumber {
  if (kind !== 'standard') return { ...number, kind };
  return { ...number, kind, features: ['CallerId', 'SmsSender', 'MmsSender'], perMinute: 0 };
}

/** The owner's numbers with the `A2PSmsSender` feature. */
export function listA2pNumbers(owner: NumberOwner): OwnedNumber[] {
  return owner.numbers.filter((number) => number.perMinute > 0);
}

/** The owner's number with these digits that sends standard SMS, or undefined: never one that sends A2P. */
export function findStandardNumber(owner: NumberOwner, digits: number | null): OwnedNumber | undefined {
  return owner.numbers.find((number) => number.digits === digits && number.kind === 'standard');
}

/** The owner's A2P number with these digits, or undefined. */
export function findA2pNumber(owner: NumberOwner, digits: number | null): OwnedNumber | undefined {
  return owner.numbers.find((number) => number.digits === digits && number.perMinute > 0);
}
