import type { Clock } from '../core/clock.ts';
import type { OptOutGuard } from '../core/opt-out.ts';
import { readPages } from '../core/pages.ts';
import type { Provider } from '../core/provider.ts';
import type { World } from '../core/run.ts';

/** What reading the provider's opt-outs needs. */
export interface OptOutPorts {
  readonly ledger: OptOutGuard;
  readonly provider: Pick<Provider, 'listOptOuts'>;
  readonly clock: Clock;
}

/**
 * Reads the provider's list of opt-outs to its end into the ledger. Returns how many it holds.
 *
 * @throws ProviderError when a page can't be read: what was read until then counts, and nobody may be texted on it.
 */
export async function readOptOuts({ ledger, provider, clock }: OptOutPorts, world: World): Promise<number> {
  const at = clock.now();
  let count = 0;
  for await (const page of readPages((token) => provider.listOptOuts(token))) {
    count += page.length;
    await ledger.recordOptOuts(world, page, at, false);
  }
  await ledger.recordOptOuts(world, [], at, true);
  return count;
}
