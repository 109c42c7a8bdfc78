import type { StoredMessage } from './high-volume-store.ts';

/** What a reply that is nothing but a keyword asks for. */
export type Wish = 'opt-out' | 'opt-in' | 'help';

/**
 * The words: RingCentral's guide "Opt-outs" (STOP, UNSUBSCRIBE, QUIT, CANCEL, END; START, SUBSCRIBE, RESUME, CONTINUE,
 * UNSTOP), CTIA's Messaging Principles (STOPALL, HELP, INFO), and those that 47 CFR 64.1200(a)(10) names (REVOKE, OPT OUT).
 */
export const KEYWORDS: Readonly<Record<Wish, readonly string[]>> = {
  'opt-out': [
    ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'OPT OUT', 'OPT-OUT'],
  ],
  'opt-in': ['START', 'UNSTOP', 'SUBSCRIBE', 'RESUME', 'CONTINUE'],
  help: ['HELP', 'INFO'],
};

/** A keyword, and what it asks for. */
export interface Keyword {
  readonly word: string;
  readonly wish: Wish;
}

/**
 * The keyword of a text that is nothing else: in any case, with any quotes and punctuation around it. A sentence with
 * the word in it is for a person to read.
 */
export function readKeyword(text: string): Keyword | null {
  const word = text
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '')
    .replace(/\s+/g, ' ')
    .toUpperCase();
  for (const [wish, words] of Object.entries(KEYWORDS)) {
    if (words.includes(word)) return { word, wish: wish as Wish };
  }
  return null;
}

/** A recipient of a run, as a reply is matched with it. */
export interface RepliedTo {
  /** E.164 digits without the plus. */
  readonly phone: number;
  /** The number of ours that texted it. */
  readonly from: string;
  readonly batch: number;
  /** Null once the run is purged. */
  readonly line: number | null;
  /** What its placeholders were filled with, in the order of the text; empty once the run is purged. */
  readonly values: readonly string[];
  /** The very first offer of its batch (epoch milliseconds). */
  readonly offeredAt: number;
}

/** Whom a run texted, read beside whoever drives it. */
export interface ReplyLedger {
  /** The first offer of all (epoch milliseconds); null where nothing was offered yet. */
  firstOfferAt(runId: number): Promise<number | null>;
  /**
   * Those of these phones that were offered a text by this run. A purged run knows its own by their keyed hashes.
   *
   * @throws LedgerError `damaged` where the key of those hashes is lost.
   */
  repliedTo(runId: number, phones: readonly number[]): Promise<readonly RepliedTo[]>;
}

/** The provider's clock is not ours. */
const SKEW_MS = 60_000;

/** Whether a message answers a text to this recipient: from it, to the number that texted it, and not before that. */
export function isReplyTo(
  recipient: RepliedTo,
  { from, to, createdAt }: Pick<StoredMessage, 'from' | 'to' | 'createdAt'>,
): boolean {
  return (
    toDigits(from) === String(recipient.phone) &&
    toDigits(to) === toDigits(recipient.from) &&
    (createdAt === null || createdAt >= recipient.offeredAt - SKEW_MS)
  );
}

/** A number's digits: the specification's own examples leave out its plus. */
export function toDigits(phone: string | null): string {
  return (phone ?? '').replaceAll(/\D/g, '');
}
