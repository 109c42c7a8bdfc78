/** What kind of trouble a code stands for. `sender` and `limit` concern the whole campaign, not one recipient. */
export type SmsCodeClass =
  | 'opt-out'
  | 'invalid-number'
  | 'content'
  | 'sender'
  | 'limit'
  | 'carrier'
  | 'infrastructure'
  | 'unknown'
  | 'not-applicable'
  | 'success';

/** What an error code of a message means to the campaign. */
export interface SmsCode {
  /** Null: the provider gave no code. */
  readonly code: string | null;
  readonly meaning: string;
  readonly class: SmsCodeClass;
  /** False: the message may have arrived all the same, so the code must never lead to another text. */
  readonly isFinal: boolean;
  /** Whether the same text to the same number makes sense: never, after a while, or a single time, days later. */
  readonly mayRetry: 'never' | 'later' | 'once';
  /** The message was taken for spam: too many of them harm the sender. */
  readonly isSpam: boolean;
  /** Why the number belongs on the suppression list, null when it doesn't. */
  readonly suppress: 'opt-out' | 'invalid' | null;
  /** Keys of SMS_CODE_SOURCES, separated by spaces; null for what is concluded from the code's shape. */
  readonly source: string | null;
}

/** Where a code is documented. No single page has them all. */
export const SMS_CODE_SOURCES = {
  HV: 'RingCentral developer guide, High Volume SMS, "Handling errors" (high-volume/handling-errors.md)',
  S: 'RingCentral developer guide, SMS, "SMS error codes" (sms-errors.md)',
  P: "RingCentral's sample application PACO (public/js/common.js)",
} as const;

/** `430` is the spam filter of each party. */
const SPAM = /^SMS-(?:RC|UP|CAR)-430$/;

type Row = readonly [
  code: string,
  meaning: string,
  group: SmsCodeClass,
  mayRetry: SmsCode['mayRetry'],
  suppress: SmsCode['suppress'],
  source: string,
];

/**
 * The documented codes, `SMS-<party>-<nnn>`: RC is RingCentral, UP the upstream gateway, CAR the recipient's carrier.
 * Where the guide gives no remedy the retry is a judgment, and the careful one.
 */
const ROWS: readonly Row[] = [
  ['SMS-RC-403', 'daily or monthly sending limit exceeded', 'limit', 'later', null, 'S'],
  ['SMS-RC-410', 'destination not supported', 'invalid-number', 'never', 'invalid', 'HV S P'],
  ['SMS-RC-413', 'recipient has opted out', 'opt-out', 'never', 'opt-out', 'HV S P'],
  ['SMS-RC-430', 'blocked as spam by RingCentral', 'content', 'never', null, 'HV S'],
  ['SMS-RC-500', 'unknown internal error at RingCentral', 'infrastructure', 'once', null, 'HV S P'],
  ['SMS-RC-501', 'RingCentral made an invalid call upstream', 'infrastructure', 'never', null, 'HV S P'],
  ['SMS-RC-503', 'sender wrongly provisioned upstream', 'sender', 'never', null, 'HV S P'],
  ['SMS-RC-504', 'invalid configuration of the SMS provider', 'sender', 'never', null, 'S'],
  ['SMS-UP-410', 'number invalid or not textable', 'invalid-number', 'never', 'invalid', 'HV S P'],
  ['SMS-UP-411', 'number invalid', 'invalid-number', 'never', 'invalid', 'HV'],
  ['SMS-UP-412', 'number unavailable', 'invalid-number', 'never', 'invalid', 'HV'],
  ['SMS-UP-413', 'recipient has opted out', 'opt-out', 'never', 'opt-out', 'HV S'],
  ['SMS-UP-414', 'sender not set up for texting', 'sender', 'never', null, 'S'],
  ['SMS-UP-430', 'blocked as spam upstream', 'content', 'never', null, 'HV S P'],
  ['SMS-UP-431', 'sender blacklisted or flagged upstream', 'sender', 'never', null, 'HV S P'],
  ['SMS-UP-432', 'content too large', 'content', 'never', null, 'S'],
  ['SMS-UP-433', 'not deliverable as written', 'content', 'never', null, 'S'],
  ['SMS-UP-500', 'upstream gateway malfunction', 'infrastructure', 'later', null, 'HV S P'],
  ['SMS-CAR-104', 'no delivery receipt from the carrier', 'unknown', 'never', null, 'HV S P'],
  ['SMS-CAR-199', 'the carrier reports an unknown status', 'unknown', 'never', null, 'HV S P'],
  ['SMS-CAR-400', 'carrier does not support this messaging', 'invalid-number', 'never', 'invalid', 'HV S P'],
  ['SMS-CAR-410', 'expired or canceled on the way to the carrier', 'infrastructure', 'later', null, 'S'],
  ['SMS-CAR-411', 'number invalid or not textable', 'invalid-number', 'never', 'invalid', 'HV S P'],
  ['SMS-CAR-412', 'subscriber unavailable', 'invalid-number', 'once', null, 'HV S P'],
  ['SMS-CAR-413', 'recipient has opted out', 'opt-out', 'never', 'opt-out', 'HV S P'],
  ['SMS-CAR-414', 'sender number invalid or not set up', 'sender', 'never', null, 'S'],
  ['SMS-CAR-430', 'blocked as spam by the carrier', 'content', 'never', null, 'HV S P'],
  ['SMS-CAR-431', 'rejected by the carrier without a reason', 'carrier', 'later', null, 'HV S P'],
  ['SMS-CAR-432', 'too long for the carrier', 'content', 'never', null, 'HV S P'],
  ['SMS-CAR-433', 'malformed for the carrier', 'content', 'never', null, 'HV S P'],
  ['SMS-CAR-434', 'media too large for the carrier', 'content', 'never', null, 'S'],
  ['SMS-CAR-435', 'shortened link refused by the carrier', 'content', 'never', null, 'S'],
  ['SMS-CAR-450', "T-Mobile's daily limit of the brand exceeded", 'limit', 'later', null, 'HV S P'],
  ['SMS-CAR-451', "AT&T's daily limit of the campaign exceeded", 'limit', 'later', null, 'S'],
  ['SMS-CAR-452', "the carrier's allotted limit exceeded", 'limit', 'later', null, 'S'],
  ['SMS-CAR-460', 'short code rejected', 'not-applicable', 'never', null, 'HV S P'],
  ['SMS-CAR-461', 'toll-free sender not verified', 'sender', 'never', null, 'S'],
  ['SMS-CAR-500', 'general failure at the carrier', 'infrastructure', 'later', null, 'HV S P'],
  ['SMS-NO-ERROR', 'sent successfully', 'success', 'never', null, 'P'],
];

/** Every documented code. */
export const SMS_CODES: readonly SmsCode[] = ROWS.map(
  ([code, meaning, group, mayRetry, suppress, source]) => ({
    code,
    meaning,
    class: group,
    isFinal: group !== 'unknown',
    mayRetry,
    isSpam: SPAM.test(code),
    suppress,
    source,
  }),
);

const BY_CODE: ReadonlyMap<string | null, SmsCode> = new Map(SMS_CODES.map((entry) => [entry.code, entry]));
const SHAPE = /^SMS-([A-Z]+)-([145])\d\d$/;
const PARTIES: ReadonlyMap<string, string> = new Map([
  ['RC', 'RingCentral'],
  ['UP', 'the upstream gateway'],
  ['CAR', "the recipient's carrier"],
]);

/**
 * What a code means. A failure without a code (the documentation shows one) is final and of unknown cause. A code that
 * isn't documented is judged by its party and hundreds digit: 4xx is refused and never tried again, 5xx may pass
 * later, 1xx and everything else is unknown and never tried again.
 */
export function toSmsCode(code: string | null): SmsCode {
  if (code === null) return { ...conclude(null, 'no reason given', 'unknown'), isFinal: true };
  const documented = BY_CODE.get(code);
  if (documented !== undefined) return documented;
  const [, prefix = '', hundreds = ''] = SHAPE.exec(code) ?? [];
  const party = PARTIES.get(prefix) ?? 'the provider';
  if (hundreds === '4') return conclude(code, `refused by ${party}, code not documented`, 'carrier');
  if (hundreds === '5') {
    return {
      ...conclude(code, `failure at ${party}, code not documented`, 'infrastructure'),
      mayRetry: 'later',
    };
  }
  if (hundreds === '1')
    return conclude(code, `outcome not known to ${party}, code not documented`, 'unknown');
  return conclude(code, 'code not documented', 'unknown');
}

function conclude(code: string | null, meaning: string, group: SmsCodeClass): SmsCode {
  const isFinal = group !== 'unknown';
  return {
    code,
    meaning,
    class: group,
    isFinal,
    mayRetry: 'never',
    isSpam: false,
    suppress: null,
    source: null,
  };
}
