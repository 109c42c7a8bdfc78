import type { Batch } from '../core/batch.ts';
import type { Clock } from '../core/clock.ts';
import type { OfferStanding, RunLedger } from '../core/ledger.ts';
import type { Withholding } from '../core/offer-guard.ts';
import type { Provider, SubmitAnswer } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import type { BatchBody } from './body.ts';
import { openBodyStore, type BodyStore } from './body-store.ts';
import { readOptOuts } from './read-opt-outs.ts';
import { judge, type Verdict } from './verdict.ts';

/** A commit older than this when the socket is ready belongs to a process that slept: nothing is written. */
const COMMIT_AGE_LIMIT_MS = 5000;

/** Opt-outs read longer ago than this as the offer is committed are read again; a second time, half as readily. */
const OPT_OUTS_AGE_LIMIT_MS = 10_000;

/** What a submit needs. */
export interface SubmitPorts {
  readonly ledger: RunLedger;
  readonly provider: Provider;
  readonly clock: Clock;
}

/**
 * Offers one planned batch, once: reads who has opted out and leaves them out, and whom another run has texted meanwhile;
 * commits `submitting` before the socket connects, POSTs, and commits the answer with the whole list of rejections before
 * anything else. A kill anywhere in between leaves a batch that is in doubt, never one that could be offered again unseen.
 * Signing in, and waiting for the rate, come before the commit and can take as long as they like: so the hours and limits
 * are asked once more there, and what was read of opt-outs must be of just now.
 *
 * @param mayGo whether window and limits allow the offer at an instant (epoch milliseconds).
 * @param series where bodies come from, and who is told when an offer is committed, with its POST about to begin.
 * @throws ProviderError when signing in failed or the opt-outs could not be read: nothing was sent.
 * @throws LedgerError when the answer could not be kept: the batch stays `submitting`, in doubt at the next start.
 */
export async function submitBatch(
  ports: SubmitPorts,
  run: Run,
  batch: Batch,
  mayGo: (now: number) => Promise<boolean>,
  series: Series = { bodies: openBodyStore(ports.ledger), onOffered: () => undefined },
): Promise<Submission> {
  await readOptOuts(ports, run.world);
  let readAt = instantOf(ports.clock);
  for (let ageLimitMs = OPT_OUTS_AGE_LIMIT_MS; ;) {
    const rest = await ports.ledger.withhold(run.id, batch.number, ports.clock.now());
    if (rest === null) return { kind: 'withdrawn' };
    const { left, ...out } = rest;
    if (left === 0) return { kind: 'emptied', ...out };
    const body = await series.bodies.take(run.id, batch, out.withheld);
    const standing = { is: 'offered' as Standing };
    const judgeNow = async (at: Instant): Promise<Standing> => {
      if (!(await mayGo(at.wall))) return 'late';
      return ageOf(readAt, at) > ageLimitMs ? 'stale' : 'offered';
    };
    const answer = await offerOnce(ports, run, batch, { body, standing, judgeNow, ...series }).catch(
      (error: unknown) => {
        if (standing.is === 'offered') throw error;
        return null;
      },
    );
    // Somebody may not be texted any more since just now: the body is built anew, without them.
    if (answer === null && standing.is === 'outdated') continue;
    if (answer === null && standing.is === 'stale') {
      await readOptOuts(ports, run.world);
      readAt = instantOf(ports.clock);
      ageLimitMs *= 2;
      continue;
    }
    if (answer === null) return { kind: standing.is === 'late' ? 'late' : 'withdrawn' };
    const verdict = await doubtKnownId(ports.ledger, judge(answer));
    const record = { at: ports.clock.now(), ...evidenceOf(answer) };
    await ports.ledger.recordOutcome(run.id, batch.number, verdict, record);
    return { kind: 'answered', verdict, ...out };
  }
}

/** What an offer has from those before it, and does for the next one. */
export interface Series {
  readonly bodies: BodyStore;
  readonly onOffered: () => void;
}

/** What became of an offer. */
export type Submission =
  | ({ readonly kind: 'answered'; readonly verdict: Verdict } & LeftOut)
  /** The run was paused or cancelled meanwhile: nothing was sent. */
  | { readonly kind: 'withdrawn' }
  /** Its window closed, or a limit was reached, while the call waited for its turn: nothing was sent. */
  | { readonly kind: 'late' }
  /** Everybody in it is left out: nothing was sent, and nothing will be. */
  | ({ readonly kind: 'emptied' } & LeftOut);

type LeftOut = Omit<Withholding, 'left'>;

/** Why an offer is not made: also that its hour is over, or that the opt-outs were read too long ago. */
type Standing = OfferStanding | 'late' | 'stale';

/** Both clocks: the monotonic one stands still while a machine is suspended, the wall clock can be set back. */
interface Instant {
  readonly wall: number;
  readonly monotonic: number;
}

function instantOf(clock: Clock): Instant {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/** By the clock that says more. */
function ageOf(before: Instant, now: Instant): number {
  return Math.max(Math.abs(now.wall - before.wall), now.monotonic - before.monotonic);
}

interface Gate extends Pick<Series, 'onOffered'> {
  readonly body: BatchBody;
  /** Tells why the batch was not offered, when the offer rejects. */
  readonly standing: { is: Standing };
  readonly judgeNow: (at: Instant) => Promise<Standing>;
}

/** Offers what stands at the commit. */
async function offerOnce(
  ports: SubmitPorts,
  run: Run,
  batch: Batch,
  { body, standing, judgeNow, onOffered }: Gate,
): Promise<SubmitAnswer> {
  const { ledger, provider, clock } = ports;
  let committed: Instant = { wall: 0, monotonic: 0 };
  return provider.createBatch({
    body: body.bytes,
    commit: async () => {
      committed = instantOf(clock);
      const offer = {
        at: committed.wall,
        bodySha256: body.sha256,
        isResend: batch.state === 'in_doubt',
      };
      standing.is = await judgeNow(committed);
      if (standing.is === 'offered') standing.is = await ledger.offer(run.id, batch.number, offer);
      // Thrown through the provider, so that it sends nothing.
      if (standing.is !== 'offered') throw new Error(`the offer is ${standing.is}`);
      onOffered();
    },
    isStillFresh: () => ageOf(committed, instantOf(clock)) <= COMMIT_AGE_LIMIT_MS,
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
