import type { Batch } from './batch.ts';
import type { RemoteBatch } from './provider.ts';

/** A batch in doubt with what was done to settle it. */
export interface DoubtfulBatch extends Batch {
  readonly doubtedAt: number;
  /** Clean looks at the provider so far that did not find it, and when the last one ended. */
  readonly cleanLooks: number;
  readonly lookedAt: number | null;
  /** A look found its recipients with other texts, or in part: that is for a person, whatever later looks say. */
  readonly hasDiffered: boolean;
  /** What the last look saw. */
  readonly seen: DoubtSighting | null;
  /** When a person decided to offer it again; the next look that does not find it does so. */
  readonly resendAt: number | null;
}

/** A batch that was offered again, and taken then. */
export interface ResentBatch extends Batch {
  /** When it was last looked for a twin in vain; null: never since. */
  readonly verifiedAt: number | null;
}

/** What one clean look saw that did not settle the doubt. */
export interface DoubtSighting {
  /** Batches of the provider's that could have been it, and messages to its first and last recipients. */
  readonly batchesSeen: number;
  readonly messagesSeen: number;
  /** Batches that hold our recipients with other texts, or other people as well. */
  readonly differing: readonly string[];
  /** Batches of its sender that are listed and show no messages yet: while there is one, nothing is presumed. */
  readonly unread: readonly string[];
}

/** A look that did not settle the doubt. */
export interface DoubtLook extends DoubtSighting {
  readonly at: number;
}

/** What a person decided about a batch in doubt. */
export type Decision =
  | { readonly kind: 'adopt'; readonly batch: RemoteBatch }
  | { readonly kind: 'resend' }
  | { readonly kind: 'assume-sent' };

/** An act of a person, for the journal. */
export interface Act {
  readonly at: number;
  /** Who: the login name and the machine. */
  readonly who: string;
}
