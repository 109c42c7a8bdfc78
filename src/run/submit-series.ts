import type { Batch } from '../core/batch.ts';
import type { BodyStore } from '../submit/body-store.ts';
import { LOOKS_BEFORE_OTHERS } from '../submit/doubt-schedule.ts';
import { submitBatch, type Series, type Submission } from '../submit/submit-batch.ts';
import { attempt } from './attempt.ts';
import { afterSuccess, afterVerdict, type Health } from './health.ts';
import type { RunPorts } from './ports.ts';
import { readHold, type RunView } from './view.ts';

/** So long batches are offered one after the other on one view of the run: everything else is due by the minute. */
const SERIES_MS = 1000;

/**
 * Submits a batch, and those after it of the same window as long as nothing happens but that they are taken. All that an
 * offer depends on is asked anew for each of them; what is not is whether something else is due, which a run with many
 * batches would spend most of its time on. While one is answered the body of the next is built.
 *
 * @throws ProviderError when the first of them failed before its offer.
 */
export async function submitSeries(
  ports: RunPorts,
  view: RunView,
  first: Batch,
  before: Health,
  bodies: BodyStore,
): Promise<Health> {
  const { ledger, clock, signal } = ports;
  const endAt = clock.monotonic() + SERIES_MS;
  let [batch, health] = [first, before];
  for (;;) {
    const following = await ledger.plannedAfter(view.run.id, batch, LOOKS_BEFORE_OTHERS);
    const onOffered = (): void => {
      if (following !== null) bodies.buildAhead(view.run.id, following);
    };
    const outcome = { isPlain: false };
    const offer = async (): Promise<Health> => {
      const submission = await submitOne(ports, view, batch, { bodies, onOffered });
      outcome.isPlain = isTakenWhole(submission);
      return tell(ports, batch, submission, health);
    };
    if (batch === first) health = await offer();
    else health = await attempt(ports, health, offer);
    if (!outcome.isPlain || following === null || signal.aborted || clock.monotonic() >= endAt) return health;
    if ((await readHold(ledger, view, following, clock.now())) !== null) return health;
    batch = following;
  }
}

/** Submits one batch. */
export async function submitAlone(
  ports: RunPorts,
  view: RunView,
  batch: Batch,
  health: Health,
): Promise<Health> {
  return tell(ports, batch, await submitOne(ports, view, batch), health);
}

function submitOne(ports: RunPorts, view: RunView, batch: Batch, series?: Series): Promise<Submission> {
  const mayGo = async (now: number): Promise<boolean> =>
    (await readHold(ports.ledger, view, batch, now)) === null;
  return submitBatch(ports, view.run, batch, mayGo, series);
}

/** Whether nothing was said of it that the next offer might depend on. */
function isTakenWhole(submission: Submission): boolean {
  if (submission.kind !== 'answered') return false;
  const { verdict } = submission;
  return verdict.to === 'accepted' && verdict.rejected.length === 0;
}

function tell({ emit, clock }: RunPorts, batch: Batch, submission: Submission, health: Health): Health {
  // The next view tells what holds it up.
  if (submission.kind === 'late') return health;
  if (submission.kind === 'withdrawn') {
    emit({ kind: 'withdrawn', batch });
    return health;
  }
  const { kind, withheld, contacted } = submission;
  const isAll = kind === 'emptied';
  if (withheld > batch.withheld) emit({ kind: 'withheld', batch, count: withheld, contacted, isAll });
  if (isAll) return afterSuccess(health);
  emit({ kind: 'submitted', batch, verdict: submission.verdict });
  return afterVerdict(health, submission.verdict, clock.now());
}
