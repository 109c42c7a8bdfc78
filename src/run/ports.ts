import type { Clock } from '../core/clock.ts';
import type { RunLedger } from '../core/ledger.ts';
import type { Provider } from '../core/provider.ts';
import type { RunListener } from './events.ts';

/** What driving a run needs. */
export interface RunPorts {
  readonly ledger: RunLedger;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly emit: RunListener;
  /** Aborts between two actions; a POST under way is awaited and its answer kept. */
  readonly signal: AbortSignal;
}
