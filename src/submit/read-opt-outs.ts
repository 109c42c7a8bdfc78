import type { Clock } from '../core/clock.ts';
import type { OptOutRecorder } from '../core/opt-out.ts';
import { readPages } from '../core/pages.ts';
import type { Provider } from '../core/provider.ts';
import type { World } from '../core/run.ts';

/** What reading the provider's opt-outs needs. */
export interface OptOutPorts {
  readonly ledger: OptOutRecorder;
  readonly provider: Pick<Provider, 'listOptOuts'>;
  readonly clock: Clock;
}

/** What a reading of the provider's list came to: how many it holds, and how many of them were new here. */
export interface OptOutReading {
  readonly records: number;
  readonly added: number;
}

/**
 * Reads the provider's list of opt-outs to its end into the ledger.
 *
 * @throws ProviderError when a page can't be read: what was read until then counts, and nobody may be texted on it.
 */
export async function readOptOuts(
  { ledger, provider, clock }: OptOutPorts,
  world: World,
): Promise<OptOutReading> {
  const startedAt = clock.now();
  let records = 0;
  let added = 0;
  for await (const page of readPages((token) => provider.listOptOuts(token))) {
    records += page.length;
    // Seen in this reading, even if the clock is set back meanwhile.
    added += await ledger.recordOptOuts(world, page, Math.max(startedAt, clock.now()), false);
  }
  await ledger.recordOptOuts(world, [], startedAt, true);
  return { records, added };
}
