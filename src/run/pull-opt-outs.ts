import type { World } from '../core/run.ts';
import { readOptOuts, type OptOutPorts } from '../submit/read-opt-outs.ts';

/**
 * Reads the provider's opt-outs into the ledger, before a plan is made of whom to text. Returns how many there are.
 *
 * @throws ProviderError
 */
export function pullOptOuts(ports: OptOutPorts, world: World): Promise<number> {
  return readOptOuts(ports, world);
}
