import type { Batch } from '../core/batch.ts';
import type { RunLedger } from '../core/ledger.ts';
import { buildBody, type BatchBody } from './body.ts';

/** Bodies for offers, the next of which is built while the provider answers the last. It holds one at most. */
export interface BodyStore {
  /**
   * The body that a batch is offered with now: the one that was built ahead where as many were left out of it then,
   * else a new one.
   *
   * @param withheld how many are left out of it by now.
   */
  take(runId: number, batch: Batch, withheld: number): Promise<BatchBody>;
  /** Begins to build the body of a batch that will likely be offered next. Never throws. */
  buildAhead(runId: number, batch: Batch): void;
}

interface Ahead {
  readonly runId: number;
  readonly number: number;
  readonly withheld: number;
  /** Null where it could not be built: that is told when it is built anew. */
  readonly body: Promise<BatchBody | null>;
}

export function openBodyStore(ledger: Pick<RunLedger, 'batchRecipients'>): BodyStore {
  let ahead: Ahead | null = null;

  const build = (runId: number, { from, number }: Batch): Promise<BatchBody> =>
    buildBody(from, ledger.batchRecipients(runId, number));

  return {
    async take(runId, batch, withheld) {
      const kept = ahead;
      ahead = null;
      // Recipients and texts are frozen, and who is left out of a planned batch stays so: the same number is the same body.
      const isSame =
        kept?.runId === runId &&
        kept.number === batch.number &&
        kept.withheld === withheld &&
        batch.state === 'planned';
      return (isSame ? await kept.body : null) ?? (await build(runId, batch));
    },
    buildAhead(runId, batch) {
      const { number, withheld } = batch;
      ahead = { runId, number, withheld, body: build(runId, batch).catch(() => null) };
    },
  };
}
