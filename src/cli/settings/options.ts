import { isSupportedCountryCode, type RawValue } from './raw.ts';
import {
  asBoolean,
  asChoice,
  asDuration,
  asInteger,
  asList,
  asMap,
  asMoney,
  asPercent,
  asText,
} from './values.ts';
import { readDelimiter, readMaxInvalid } from './file-options.ts';
import { asPerSender, type PerSender } from './per-sender.ts';
import { parsePhoneNumber } from './phone.ts';
import { readPriceRules } from './price.ts';
import { asStateRules, asWindow, asZone, type WindowWish } from './window-option.ts';
import { MAX_SPAM_PERCENT } from '../../core/limits.ts';
import type { DoubtPolicy, OptOutScope } from '../../core/run.ts';
import type { MaxInvalid } from '../../plan/max-invalid.ts';
import type { PriceRule } from '../../plan/price-list.ts';

/** One option of a campaign: a flag, an environment variable and a key of the YAML files, all read alike. */
export interface OptionSpec<T> {
  /** How it is given. Its key in YAML is camelCase, its flag the same in kebab-case. */
  readonly shape: 'text' | 'boolean' | 'list' | 'map';
  readonly describe: string;
  readonly defaultText?: string;
  /** What the option is when no source gives it. */
  readonly fallback: T;
  /** Throws BadValue with what was found and what is wanted. */
  readonly parse: (raw: RawValue) => T;
}

const MAX_BATCH_SIZE = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Every campaign option: the flags of `run` and `plan`, the keys of `NAME.yaml` and `campaign.config.yaml`. */
export const CAMPAIGN_OPTIONS = {
  from: option<readonly string[]>({
    shape: 'list',
    describe: 'number that sends, E.164; repeat it for a pool: each recipient sticks to one sender',
    fallback: [],
    parse: (raw) => asList(raw).map((value) => parsePhoneNumber(value)),
  }),
  text: option<string | null>({
    shape: 'text',
    describe: 'the message; {{column}} and {{column|fallback}} are filled from the file',
    fallback: null,
    parse: asText,
  }),
  textFile: option<string | null>({
    shape: 'text',
    describe: 'read the message from a file (UTF-8)',
    fallback: null,
    parse: asText,
  }),
  name: option<string | null>({
    shape: 'text',
    describe: "the campaign's name (default: the file's)",
    fallback: null,
    parse: asText,
  }),
  runKey: option<string | null>({
    shape: 'text',
    describe: 'makes an otherwise equal run another run: say it to send the same campaign again',
    fallback: null,
    parse: asText,
  }),
  column: option<Readonly<Record<string, string>>>({
    shape: 'map',
    describe: 'which column holds what: phone=HEADER',
    fallback: {},
    parse: (raw) => asMap(raw, ['phone']),
  }),
  defaultCountry: option<string | null>({
    shape: 'text',
    describe: 'country of numbers without +, e.g. US; without it such rows are rejected, never guessed',
    fallback: null,
    parse: (raw) =>
      asChoice(asText(raw).toUpperCase(), isSupportedCountryCode, 'a country code such as US or CA'),
  }),
  delimiter: option<string | null>({
    shape: 'text',
    describe: 'what separates columns: , ; | or tab (default: detected)',
    fallback: null,
    parse: (raw) => readDelimiter(asText(raw)),
  }),
  encoding: option<string | null>({
    shape: 'text',
    describe: 'utf-8, utf-16le, utf-16be or windows-1252 (default: detected)',
    fallback: null,
    parse: (raw) =>
      asChoice(
        asText(raw).toLowerCase(),
        (value) => ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'].includes(value),
        'utf-8, utf-16le, utf-16be or windows-1252',
      ),
  }),
  batchSize: option<number>({
    shape: 'text',
    describe: 'recipients a batch, 1 to 10000; a submitted batch can not be called back',
    defaultText: '1000',
    fallback: 1000,
    parse: (raw) => asInteger(raw, 1, MAX_BATCH_SIZE),
  }),
  maxInvalid: option<MaxInvalid>({
    shape: 'text',
    describe: 'bad rows to put up with before the file is refused (duplicates and opt-outs are not bad)',
    defaultText: '5%',
    fallback: { unit: 'percent', most: 5 },
    parse: readMaxInvalid,
  }),
  price: option<readonly PriceRule[]>({
    shape: 'list',
    describe:
      'price of a segment in USD, for estimates: 0.0119, or by country, sender type and first day, ' +
      'CA/toll-free@2026-05-30=0.0159; repeat it; the default is a list price that yours may differ from',
    defaultText: '0.0119',
    fallback: [],
    parse: readPriceRules,
  }),
  window: option<WindowWish | null>({
    shape: 'text',
    describe:
      'when phones may buzz, local time: 09:00-20:00, Mon-Fri 09:00-18:00, law, or none (--no-window); never beyond the law',
    defaultText: 'law; with --sandbox none',
    fallback: null,
    parse: asWindow,
  }),
  windowZone: option<string>({
    shape: 'text',
    describe: 'whose clock --window is told by: recipient, or a zone such as America/New_York',
    defaultText: 'recipient',
    fallback: 'recipient',
    parse: asZone,
  }),
  stateRules: option<Readonly<Record<string, string>>>({
    shape: 'map',
    describe: "hours of a state in place of the program's own rule: FL=08:00-20:00, or FL=federal",
    fallback: {},
    parse: asStateRules,
  }),
  exclude: option<readonly string[]>({
    shape: 'list',
    describe: 'CSV file of numbers that are not to be texted; may be repeated',
    fallback: [],
    parse: asList,
  }),
  excludeRun: option<readonly string[]>({
    shape: 'list',
    describe: 'a run whose recipients are not to be texted; may be repeated',
    fallback: [],
    parse: asList,
  }),
  minDaysBetween: option<number | null>({
    shape: 'text',
    describe: 'leave out whoever got any text from here within so many days',
    fallback: null,
    parse: (raw) => asInteger(raw, 1, 3650),
  }),
  repeatGuard: option<number | null>({
    shape: 'text',
    describe: 'leave out whoever got this very text from here within that time; off texts them again',
    defaultText: '7d',
    fallback: 7 * DAY_MS,
    parse: (raw) => (asText(raw).trim() === 'off' ? null : asDuration(raw, 60_000, 3650 * DAY_MS)),
  }),
  optOutScope: option<OptOutScope>({
    shape: 'text',
    describe: 'whom an opt-out binds: all of our numbers, or only the sender that it was said to',
    defaultText: 'all',
    fallback: 'all',
    parse: (raw) =>
      asChoice(asText(raw), (value) => ['all', 'sender'].includes(value), 'all or sender') === 'sender'
        ? 'sender'
        : 'all',
  }),
  maxCost: option<bigint | null>({
    shape: 'text',
    describe: 'most that the run may cost, in USD: it stops before the batch that could pass it',
    fallback: null,
    parse: asMoney,
  }),
  maxMessages: option<number | null>({
    shape: 'text',
    describe: 'most messages that the run may send',
    fallback: null,
    parse: (raw) => asInteger(raw, 1, 1_000_000_000),
  }),
  maxSpam: option<number>({
    shape: 'text',
    describe: 'pause when more messages than this are blocked as spam',
    defaultText: `${MAX_SPAM_PERCENT}%`,
    fallback: MAX_SPAM_PERCENT,
    parse: asPercent,
  }),
  rate: option<readonly PerSender[]>({
    shape: 'list',
    describe: "messages a minute that a sender's queue drains: 75, toll-free=180 or +1…=75",
    defaultText: 'long code 60, toll-free 180',
    fallback: [],
    parse: (raw) => asPerSender(raw, 1, 100_000),
  }),
  dailyCap: option<readonly PerSender[]>({
    shape: 'list',
    describe: 'messages a day from a sender: 5000, long-code=5000 or +1…=5000',
    defaultText: '6000 where the tier is LowVolume',
    fallback: [],
    parse: (raw) => asPerSender(raw, 1, 10_000_000),
  }),
  queueAhead: option<number | null>({
    shape: 'text',
    describe:
      "how far ahead of a sender's queue to submit: what is queued can not be called back; off for all at once",
    defaultText: '1h; with --sandbox off',
    fallback: 60 * 60_000,
    parse: (raw) => (asText(raw).trim() === 'off' ? null : asDuration(raw, 60_000, 30 * DAY_MS)),
  }),
  smartPunctuation: option<boolean>({
    shape: 'boolean',
    describe: 'replace ’ “ ” – … by plain twins, which keeps texts in the cheaper GSM-7 alphabet',
    fallback: false,
    parse: asBoolean,
  }),
  inDoubt: option<DoubtPolicy>({
    shape: 'text',
    describe:
      'a batch whose answer was lost and that can not be found: hold it for a person, or resend it after the grace',
    defaultText: 'hold',
    fallback: 'hold',
    parse: (raw) => (asChoice(asText(raw), isDoubtPolicy, 'hold or resend') === 'resend' ? 'resend' : 'hold'),
  }),
  inDoubtGrace: option<number>({
    shape: 'text',
    describe: 'how long such a batch must be looked for in vain before it counts as not taken',
    defaultText: '30m; with --sandbox 30s',
    fallback: 30 * 60_000,
    parse: (raw) => asDuration(raw, 1000, 7 * DAY_MS),
  }),
  requestTimeout: option<number>({
    shape: 'text',
    describe: 'how long to wait for an answer of the provider',
    defaultText: '60s',
    fallback: 60_000,
    parse: (raw) => asDuration(raw, 1000, 600_000),
  }),
  tunnelMethods: option<boolean>({
    shape: 'boolean',
    describe: 'send PUT, PATCH and DELETE as POST, for a network that lets no other through',
    fallback: false,
    parse: asBoolean,
  }),
  settleAfter: option<number>({
    shape: 'text',
    describe: 'a message that is Sent for so long counts as settled, unconfirmed',
    defaultText: '24h; with --sandbox 15s',
    fallback: DAY_MS,
    parse: (raw) => asDuration(raw, 1000, 60 * DAY_MS),
  }),
  trackFor: option<number>({
    shape: 'text',
    describe: 'how long after the last submit the messages are followed',
    defaultText: '48h; with --sandbox 5m',
    fallback: 2 * DAY_MS,
    parse: (raw) => asDuration(raw, 1000, 60 * DAY_MS),
  }),
  minDelivered: option<number | null>({
    shape: 'text',
    describe: 'exit 3 when fewer recipients than this are delivered in the end',
    fallback: null,
    parse: asPercent,
  }),
  wait: option<boolean>({
    shape: 'boolean',
    describe: 'stay until every message is final; --no-wait leaves once all is submitted',
    defaultText: 'true',
    fallback: true,
    parse: asBoolean,
  }),
} as const;

/** In the embedded sandbox time runs sixty times as fast, and nobody wants to watch a trial for a day. */
export const SANDBOX_DEFAULTS = { settleAfter: 15_000, trackFor: 300_000, inDoubtGrace: 30_000 } as const;

export type CampaignOptionName = keyof typeof CAMPAIGN_OPTIONS;

export type CampaignOptions = {
  readonly [K in CampaignOptionName]: (typeof CAMPAIGN_OPTIONS)[K]['fallback'];
};

function option<T>(spec: OptionSpec<T>): OptionSpec<T> {
  return spec;
}

function isDoubtPolicy(value: string): value is DoubtPolicy {
  return value === 'hold' || value === 'resend';
}
