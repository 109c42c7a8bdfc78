import type { RecipientColumns, RejectCode } from '../core/recipient.ts';

/** Why a valid row is not texted. */
export interface Refusal {
  readonly code: RejectCode;
  readonly reason: string;
}

/** What is known of the recipients of a chunk, by index; those without news are not in it. */
export interface Screened {
  readonly refusals: ReadonlyMap<number, Refusal>;
  /** The sender that they had before. */
  readonly senders: ReadonlyMap<number, string>;
}

/** Looks at valid recipients for reasons beyond the file: who opted out, is excluded, or was texted of late. */
export interface Screen {
  look(columns: RecipientColumns): Promise<Screened>;
  /** Null: nothing is known against texting the phone from this sender. */
  optOutOf(phone: number, from: string): Refusal | null;
}

const NOTHING: Screened = { refusals: new Map(), senders: new Map() };

/** Lets everybody through. */
export const OPEN_SCREEN: Screen = { look: () => Promise.resolve(NOTHING), optOutOf: () => null };
