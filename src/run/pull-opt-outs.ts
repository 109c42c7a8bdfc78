import type { World } from '../core/run.ts';
import { readOptOuts, type OptOutPorts, type OptOutReading } from '../submit/read-opt-outs.ts';

/**
 * Reads the provider's opt-outs into the ledger: before a plan is made of whom to text, and when a person asks for it.
 *
 * @throws ProviderError
 */
export function pullOptOuts(ports: OptOutPorts, world: World): Promise<OptOutReading> {
  return readOptOuts(ports, world);
}
