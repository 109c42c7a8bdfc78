import type { Provider, ProviderIdentity } from '../../../core/provider.ts';
import { readRegistrations } from '../../registrations.ts';
import type { OptOutLook, Reached } from '../judge/token.ts';

/**
 * Signs in, or finds a cached token, and tries it on a call that changes nothing.
 *
 * @param interrupt a person who waits for a silent or hanging provider may stop
 */
export async function probeProvider(provider: Provider, interrupt: AbortSignal): Promise<Reached> {
  const stop = (): void => void provider.close();
  interrupt.addEventListener('abort', stop);
  try {
    return await reach(provider);
  } finally {
    interrupt.removeEventListener('abort', stop);
    interrupt.throwIfAborted();
  }
}

async function reach(provider: Provider): Promise<Reached> {
  const nothing = {
    ...{ identity: null, isCached: false, numbers: null, registrations: null, optOuts: null },
    error: null,
  };
  const tell = (known: Partial<Reached>): Reached => ({
    ...nothing,
    ...known,
    skewMs: provider.clockSkewMs(),
  });
  let first;
  try {
    first = await provider.readIdentity();
  } catch (error) {
    return tell({ error: error as Error });
  }
  // Nothing was asked so far: then the token is one that was kept.
  const wasCached = provider.clockSkewMs() === null;
  try {
    const numbers = await provider.listNumbers();
    const registrations = await readRegistrations(provider, numbers);
    const optOuts = await lookAtOptOuts(provider);
    const identity = await provider.readIdentity();
    // A token that the provider had ended meanwhile was replaced by the call itself.
    const isCached = wasCached && isSameToken(first, identity);
    return tell({ identity, numbers, registrations, optOuts, isCached });
  } catch (error) {
    return tell({ identity: first, isCached: wasCached, error: error as Error });
  }
}

/** One page: a campaign reads them all, and a look need not. */
async function lookAtOptOuts(provider: Provider): Promise<OptOutLook> {
  try {
    const { records, nextPageToken } = await provider.listOptOuts({});
    return { records: records.length, isWhole: nextPageToken === null };
  } catch (error) {
    return { error: error as Error };
  }
}

const ROUNDING_MS = 5000;

function isSameToken(one: ProviderIdentity, other: ProviderIdentity): boolean {
  return Math.abs(one.tokenExpiresAt - other.tokenExpiresAt) < ROUNDING_MS;
}
