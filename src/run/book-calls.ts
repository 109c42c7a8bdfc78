import type { RunLedger } from '../core/ledger.ts';
import type { Provider } from '../core/provider.ts';

/**
 * Books the calls that were made since the last time to a run: all that the process made while it worked on this run,
 * those that serve several runs or none (signing in, opt-outs) among them. What a killed process had not booked yet is
 * lost: at most the calls of one action.
 */
export async function bookCalls(
  { ledger, provider }: { readonly ledger: Pick<RunLedger, 'recordCalls'>; readonly provider: Provider },
  runId: number,
): Promise<void> {
  const calls = provider.takeCalls();
  if (calls.size > 0) await ledger.recordCalls(runId, calls);
}
