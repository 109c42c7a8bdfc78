import type { ProviderIdentity } from '../core/provider.ts';
import type { Run } from '../core/run.ts';

/**
 * Whose account a run belongs to, in one word: the server and the extension that the token belongs to (`owner_id` of the
 * token's reply). A sandbox listens on another port at each start, so there the extension alone says it.
 */
export function toAccount({ world }: Pick<Run, 'world'>, { server, ownerId }: ProviderIdentity): string {
  const owner = ownerId ?? 'unknown';
  return world === 'live' ? `${owner} at ${server}` : owner;
}
