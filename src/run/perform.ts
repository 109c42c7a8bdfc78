import pLimit from 'p-limit';
import { ProviderError } from '../core/error.ts';
import type { DoubtfulBatch } from '../core/doubt.ts';
import type { TrackedBatch } from '../core/ledger.ts';
import type { BodyStore } from '../submit/body-store.ts';
import { mayResend } from '../submit/doubt-schedule.ts';
import { findBatch } from '../submit/find-batch.ts';
import { glanceAtBatch } from '../track/glance.ts';
import { listBatches } from '../track/list-batches.ts';
import { lookAtBatch } from '../track/look.ts';
import { afterSuccess, type Health } from './health.ts';
import type { RunPorts } from './ports.ts';
import type { Action } from './next-action.ts';
import { toAccount } from './account.ts';
import { submitAlone, submitSeries } from './submit-series.ts';
import { verifyBatch } from './verify.ts';
import { trackingEndsAt } from './watch-schedule.ts';
import { maySubmit, readHold, type RunView } from './view.ts';

type Effect = Exclude<Action, { kind: 'wait' } | { kind: 'stop' }>;

/** Page reads of different batches that may be under way at once: the gate paces them all the same. */
const READS_AT_ONCE = 4;

/**
 * Does one action and commits what it brought.
 *
 * @throws ProviderError when the provider failed: nothing is lost, the action comes up again.
 */
export async function perform(
  ports: RunPorts,
  view: RunView,
  action: Effect,
  health: Health,
  bodies: BodyStore,
): Promise<Health> {
  const now = ports.clock.now();
  switch (action.kind) {
    case 'submit':
      return submitSeries(ports, view, action.batch, health, bodies);
    case 'identify':
      return identify(ports, view, health);
    case 'trip':
      await ports.ledger.trip(view.run.id, action.alarm, now);
      ports.emit({ kind: 'tripped', alarm: action.alarm });
      return health;
    case 'glance':
      await glanceAtBatch(ports, view.run, action.batch);
      return afterSuccess(health);
    case 'find':
      return find(ports, view, action.batch, health);
    case 'verify':
      ports.emit({ kind: 'verified', ...(await verifyBatch(ports, view.run, action.batch)) });
      return afterSuccess(health);
    case 'list':
      await listBatches(ports, view.run, action.senders, action.open);
      return afterSuccess(health);
    case 'look':
      await look(ports, view, action.batches);
      return afterSuccess(health);
    case 'settle':
      for (const batch of action.batches)
        await ports.ledger.settle(view.run.id, batch.number, now, 'deadline');
      ports.emit({ kind: 'late', batches: action.batches });
      return health;
    case 'finish':
      await ports.ledger.finish(view.run.id, now);
      return health;
  }
}

/** A run goes on with the account that it began with: another one's lists would show nothing of it. */
export async function identify(ports: RunPorts, { run }: RunView, health: Health): Promise<Health> {
  const account = toAccount(run, await ports.provider.readIdentity());
  if (run.startedAt !== null && run.account !== null && run.account !== account) {
    const refusal =
      `run ${run.name} began with the account ${run.account}, and these credentials are of ${account}: ` +
      'nothing of it could be found there. Go on with the credentials it began with';
    return { ...health, account, refusal, problem: refusal };
  }
  await ports.ledger.bindAccount(run.id, account);
  return { ...afterSuccess(health), account };
}

/** Looks for a batch in doubt; where it may be offered again, that follows at once, while the look is fresh. */
export async function find(
  ports: RunPorts,
  view: RunView,
  batch: DoubtfulBatch,
  health: Health,
): Promise<Health> {
  const { ledger, clock } = ports;
  const finding = await findBatch(ports, view.run, batch);
  const at = clock.now();
  ports.emit({ kind: 'searched', batch, finding });
  if (finding.kind === 'found') await ledger.adoptFound(view.run.id, batch.number, finding.batch, at);
  else if (finding.kind === 'several')
    await ledger.markDuplicated(view.run.id, batch.number, finding.batchIds, at);
  else {
    const { batchesSeen, messagesSeen, differing, unread } = finding;
    const look = { at, batchesSeen, messagesSeen, differing, unread };
    await ledger.recordDoubtLook(view.run.id, batch.number, look);
    const looked = (await ledger.doubtfulBatches(view.run.id)).find((one) => one.number === batch.number);
    const isTime = looked !== undefined && mayResend(looked, view.run.tracking.inDoubt, view.terms.graceMs);
    if (isTime && maySubmit(view) && (await readHold(ledger, view, looked, at)) === null)
      return submitAlone(ports, view, looked, afterSuccess(health));
  }
  return afterSuccess(health);
}

async function look(ports: RunPorts, view: RunView, batches: readonly TrackedBatch[]): Promise<void> {
  const limit = pLimit(READS_AT_ONCE);
  const isLast = trackingEndsAt(view.run) <= ports.clock.now();
  const looks = batches.map((batch) =>
    limit(async () => {
      const { isSettled } = await lookAtBatch(ports, view.run, batch, isLast);
      const tallies = await ports.ledger.tallyMessages(view.run.id, batch.number);
      ports.emit({ kind: 'looked', batch, tallies, isSettled });
    }),
  );
  // All of them end before an error is told: none may write behind the back of the next action.
  const results = await Promise.allSettled(looks);
  const failed = results.filter((result) => result.status === 'rejected');
  // What failed besides the provider (the disk, a defect) ends the process: it goes first.
  const worst = failed.find((result) => !(result.reason instanceof ProviderError)) ?? failed[0];
  if (worst !== undefined) throw worst.reason;
}
