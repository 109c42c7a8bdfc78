import { ProviderError } from '../../../core/error.ts';
import type { ProviderIdentity, SenderNumber } from '../../../core/provider.ts';
import { ok, type Finding } from '../finding.ts';
import { toFailure } from '../failure-finding.ts';
import type { Registrations } from '../../registrations.ts';

/** What came of reading the first page of the provider's list. */
export type OptOutLook = { readonly records: number; readonly isWhole: boolean } | { readonly error: Error };

/** What became of signing in and of one call that changes nothing. */
export interface Reached {
  /** The server's clock less ours; null when there was no reply. */
  readonly skewMs: number | null;
  /** Null when signing in failed. */
  readonly identity: ProviderIdentity | null;
  /** Whether the token is one that an earlier command got. */
  readonly isCached: boolean;
  /** Null when they could not be read. */
  readonly numbers: readonly SenderNumber[] | null;
  /** Of the numbers that may send, and what the provider shows of its opt-outs; null when the numbers could not be read. */
  readonly registrations: Registrations | null;
  readonly optOuts: OptOutLook | null;
  /** Why signing in or reading the numbers failed. */
  readonly error: Error | null;
}

/** Judges whether we are let in, and as whom. A permission that is missing is judged by its own check. */
export function judgeToken({ identity, error, isCached }: Reached, now: number): Finding {
  if (identity === null || (error !== null && !isForbidden(error))) return toFailure(error);
  const minutes = Math.max(0, Math.round((identity.tokenExpiresAt - now) / 60_000));
  const kind = isCached ? 'a cached token' : 'a new token';
  const until = `${new Date(identity.tokenExpiresAt).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  return ok(
    `signed in to ${identity.server} as extension ${identity.ownerId ?? 'unknown'} by ${kind}, ` +
      `which expires in ${minutes} min (${until})`,
  );
}

/** We were let in, and one thing is not permitted. */
export function isForbidden(error: Error): boolean {
  return error instanceof ProviderError && error.detail.failure === 'forbidden';
}
