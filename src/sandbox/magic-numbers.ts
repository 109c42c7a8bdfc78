import type { ForcedOutcome } from './outcome.ts';

/** What a magic recipient forces, whatever the seed. */
interface MagicOutcome extends ForcedOutcome {
  /** The last seven digits of the recipient: exchange 555, line 019x, in any area code. */
  readonly suffix: string;
  readonly what: string;
  /** Not accepted at all: listed in `rejected[]` of the POST reply. */
  readonly isRejected?: true;
}

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

/** The table of magic recipients. `+1<area>555019x` is reserved for fiction, so none of them is anybody's number. */
export const MAGIC_NUMBERS: readonly MagicOutcome[] = [
  {
    suffix: '5550190',
    what: 'rejected in the POST reply, SMS-RC-410',
    isRejected: true,
    errorCode: 'SMS-RC-410',
  },
  {
    suffix: '5550191',
    what: 'SendingFailed SMS-UP-410, free',
    status: 'SendingFailed',
    errorCode: 'SMS-UP-410',
    hasCost: false,
  },
  {
    suffix: '5550192',
    what: 'DeliveryFailed SMS-CAR-413 with cost; the carrier opts the pair out',
    status: 'DeliveryFailed',
    errorCode: 'SMS-CAR-413',
    receiptDelayMs: 5000,
    hasCost: true,
  },
  {
    suffix: '5550193',
    what: 'DeliveryFailed SMS-CAR-104 (no receipt) after 2 h, with cost',
    status: 'DeliveryFailed',
    errorCode: 'SMS-CAR-104',
    receiptDelayMs: TWO_HOURS_MS,
    hasCost: true,
  },
  { suffix: '5550194', what: 'stays Sent for ever, with cost', status: 'Sent', hasCost: true },
  {
    suffix: '5550195',
    what: 'SendingFailed with neither error code nor cost nor segment count',
    status: 'SendingFailed',
    hasCost: false,
  },
  {
    suffix: '5550196',
    what: 'Delivered by a late receipt, after 2 h',
    status: 'Delivered',
    receiptDelayMs: TWO_HOURS_MS,
    hasCost: true,
  },
  {
    suffix: '5550197',
    what: 'DeliveryFailed SMS-CAR-430, with cost',
    status: 'DeliveryFailed',
    errorCode: 'SMS-CAR-430',
    receiptDelayMs: 5000,
    hasCost: true,
  },
  {
    suffix: '5550198',
    what: 'ends in a status that nobody documented: Expired',
    status: 'Expired',
    receiptDelayMs: 60_000,
    hasCost: true,
  },
  {
    suffix: '5550199',
    what: 'always Delivered after 2 s, with cost',
    status: 'Delivered',
    receiptDelayMs: 2000,
    hasCost: true,
  },
];

const BY_SUFFIX = new Map(MAGIC_NUMBERS.map((entry) => [entry.suffix, entry]));

/** The forced outcome of a recipient, or undefined for an ordinary number. */
export function findMagicNumber(recipient: number): MagicOutcome | undefined {
  return BY_SUFFIX.get(String(recipient).slice(-7));
}
