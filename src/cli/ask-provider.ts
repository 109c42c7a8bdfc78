import type { Ledger } from '../core/ledger.ts';
import type { RunLimits } from '../core/limits.ts';
import type { Provider } from '../core/provider.ts';
import type { World } from '../core/run.ts';
import { pullOptOuts } from '../run/pull-opt-outs.ts';
import type { CampaignRequest } from './campaign-options.ts';
import { checkSenders } from './compose.ts';
import type { Context } from './context.ts';
import { readRegistrations, tellUnconfirmed } from './registrations.ts';
import { toLimits } from './sender-limits.ts';

/**
 * Asks the provider what a new plan needs to know: whether the senders may send and how much, and who has opted out.
 *
 * @throws ProviderError: nothing is planned without it.
 */
export async function askProvider(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  world: World,
  { options, sources }: Pick<CampaignRequest, 'options' | 'sources'>,
): Promise<RunLimits> {
  const numbers = await checkSenders(provider, options.from, sources.from);
  const registrations = await readRegistrations(
    provider,
    numbers.filter(({ phone }) => options.from.includes(phone)),
  );
  for (const problem of [...registrations.problems, ...tellUnconfirmed(registrations)]) {
    context.warn(`warning: ${problem}`);
  }
  await pullOptOuts({ ledger, provider, clock: context.clock }, world);
  return toLimits({ values: options, sources }, world, registrations.known);
}
