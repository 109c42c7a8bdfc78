import type { BatchRecipient, RunLedger } from '../../src/core/ledger.ts';

/** Whom the next offer of a batch goes to, all at once. */
export async function batchRecipients(
  ledger: Pick<RunLedger, 'batchRecipients'>,
  runId: number,
  batch: number,
): Promise<readonly BatchRecipient[]> {
  const all: BatchRecipient[] = [];
  for await (const piece of ledger.batchRecipients(runId, batch)) all.push(...piece);
  return all;
}
