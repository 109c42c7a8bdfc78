import { ProviderError } from '../core/error.ts';
import { afterError, type Health } from './health.ts';
import type { RunPorts } from './ports.ts';

/** Does something, and takes a failure of the provider's for what it says of its health. Other errors end the run. */
export async function attempt(
  ports: RunPorts,
  health: Health,
  effect: () => Promise<Health>,
): Promise<Health> {
  try {
    return await effect();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (ports.signal.aborted) return health;
    ports.emit({ kind: 'failed', problem: error.message });
    return afterError(health, error, ports.clock.now());
  }
}
