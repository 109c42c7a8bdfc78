import type { Batch } from '../core/batch.ts';
import type { Clock } from '../core/clock.ts';
import type { RunLedger } from '../core/ledger.ts';
import type { Provider, SubmitAnswer } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import { buildBody } from './body.ts';
import { judge, type Verdict } from './verdict.ts';

/** A commit older than this when the socket is ready belongs to a process that slept: nothing is written. */
const COMMIT_AGE_LIMIT_MS = 5000;

/** What a submit needs. */
export interface SubmitPorts {
  readonly ledger: RunLedger;
  readonly provider: Provider;
  readonly clock: Clock;
}

/**
 * Offers one planned batch, once: commits `submitting` before the socket connects, POSTs, and commits the answer with
 * the whole list of rejections before anything else. A kill anywhere in between leaves a batch that is in doubt, never
 * one that could be offered again unseen.
 *
 * @returns null when the run was paused or cancelled meanwhile: nothing was sent.
 * @throws ProviderError when signing in failed: nothing was committed or sent.
 * @throws LedgerError when the answer could not be kept: the batch stays `submitting`, in doubt at the next start.
 */
export async function submitBatch(ports: SubmitPorts, run: Run, batch: Batch): Promise<Verdict | null> {
  const answer = await offerOnce(ports, run, batch).catch((error: unknown) => {
    if (error instanceof Withdrawn) return null;
    throw error;
  });
  if (answer === null) return null;
  const verdict = await doubtKnownId(ports.ledger, judge(answer));
  const record = { at: ports.clock.now(), ...evidenceOf(answer) };
  await ports.ledger.recordOutcome(run.id, batch.number, verdict, record);
  return verdict;
}

/** Thrown through the provider, so that it sends nothing. */
class Withdrawn extends Error {}

async function offerOnce(ports: SubmitPorts, run: Run, batch: Batch): Promise<SubmitAnswer> {
  const { ledger, provider, clock } = ports;
  const body = buildBody(batch.from, await ledger.batchRecipients(run.id, batch.number));
  const committed = { wall: 0, monotonic: 0 };
  return provider.createBatch({
    body: body.bytes,
    commit: async () => {
      committed.wall = clock.now();
      committed.monotonic = clock.monotonic();
      const offer = {
        at: committed.wall,
        bodySha256: body.sha256,
        isResend: batch.state === 'in_doubt',
      };
      if (!(await ledger.offer(run.id, batch.number, offer))) throw new Withdrawn();
    },
    // Both clocks: the monotonic one stands still while a machine is suspended, the wall clock can be set back.
    isStillFresh: () =>
      Math.abs(clock.now() - committed.wall) <= COMMIT_AGE_LIMIT_MS &&
      clock.monotonic() - committed.monotonic <= COMMIT_AGE_LIMIT_MS,
  });
}

/** An id that is another batch's already says nothing of this one. */
async function doubtKnownId(ledger: RunLedger, verdict: Verdict): Promise<Verdict> {
  if (verdict.to !== 'accepted' || !(await ledger.isOwned(verdict.batch.id))) return verdict;
  const reason = `the provider answered with the id of another batch, ${verdict.batch.id}`;
  return { to: 'in_doubt', reason, consequence: null };
}

function evidenceOf(answer: SubmitAnswer): {
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly requestId: string | null;
} {
  if (answer.kind !== 'reply') return { status: null, errorCode: null, requestId: null };
  return { status: answer.status, errorCode: answer.errorCode, requestId: answer.requestId };
}
