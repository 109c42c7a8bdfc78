import { InputError, ProviderError, type Problem } from '../core/error.ts';
import type { Act, Decision, DoubtfulBatch } from '../core/doubt.ts';
import type { Run } from '../core/run.ts';
import { compareBatch } from '../submit/find-batch.ts';
import { bookCalls } from './book-calls.ts';
import { HEALTHY, type Health } from './health.ts';
import { find, identify } from './perform.ts';
import type { RunPorts } from './ports.ts';
import { readView } from './view.ts';

/** What a person says about one batch in doubt. */
export type Wish =
  | { readonly kind: 'adopt'; readonly batch: number; readonly batchId: string }
  | { readonly kind: 'resend' | 'assume-sent'; readonly batch: number };

/** Looks, and offers nothing. */
const LOOKING = { isSubmitting: false, isWaiting: false };

/**
 * Looks at the provider for every batch in doubt, settles what it finds, and then applies what a person decided about
 * the rest. A wish about a batch that the look settled is left alone: the evidence is better.
 *
 * @returns the wishes that were carried out.
 * @throws InputError naming every wish that can not be carried out: then none is.
 * @throws ProviderError when the provider can't be read; batches that are only to be assumed sent need no look.
 */
export async function reconcileRun(
  ports: RunPorts,
  run: Run,
  wishes: readonly Wish[],
  act: Omit<Act, 'at'>,
): Promise<readonly Wish[]> {
  try {
    return await reconcileDoubts(ports, run, wishes, act);
  } finally {
    await bookCalls(ports, run.id);
  }
}

async function reconcileDoubts(
  ports: RunPorts,
  run: Run,
  wishes: readonly Wish[],
  act: Omit<Act, 'at'>,
): Promise<readonly Wish[]> {
  await ports.ledger.doubtOrphans(run.id, ports.clock.now());
  const known = await requireDoubt(ports, run, wishes);
  const needsLook = wishes.length === 0 || wishes.some((wish) => wish.kind !== 'assume-sent');
  await lookForAll(ports, run).catch((error: unknown) => {
    if (needsLook || !(error instanceof ProviderError)) throw error;
    ports.emit({ kind: 'failed', problem: error.message });
  });
  const left = new Map((await ports.ledger.doubtfulBatches(run.id)).map((batch) => [batch.number, batch]));
  const open = wishes.filter((wish) => left.has(wish.batch));
  const decisions = await Promise.all(
    open.map(async (wish) => {
      const batch = left.get(wish.batch);
      const isNews =
        batch?.hasDiffered === true && !known.some((one) => one.number === wish.batch && one.hasDiffered);
      return isNews && wish.kind === 'resend'
        ? sayNews(wish, batch)
        : await toDecision(ports, run, batch, wish);
    }),
  );
  const problems = decisions.flatMap((decision) => ('where' in decision ? [decision] : []));
  if (problems.length > 0) throw new InputError(problems);
  for (const [index, decision] of decisions.entries()) {
    const wish = open[index];
    if (wish === undefined || 'where' in decision) continue;
    await ports.ledger.decide(run.id, wish.batch, decision, { ...act, at: ports.clock.now() });
  }
  return open;
}

/** What the look saw that a person, who wants the batch offered again, could not know. */
function sayNews({ kind, batch }: Wish, { seen }: DoubtfulBatch): Problem {
  const found = `some people of batch ${batch} were texted after all, as ${seen?.differing.join(', ') ?? 'was seen'}`;
  return { where: `--${kind}`, found, remedy: 'Compare them in RingCentral, then decide' };
}

/** The batches in doubt as they are known; every wish must be about one of them. */
async function requireDoubt(
  ports: RunPorts,
  run: Run,
  wishes: readonly Wish[],
): Promise<readonly DoubtfulBatch[]> {
  const known = await ports.ledger.doubtfulBatches(run.id);
  const doubts = known.map((batch) => batch.number);
  const problems = wishes
    .filter((wish) => !doubts.includes(wish.batch))
    .map((wish): Problem => {
      const found = `batch ${wish.batch} of ${run.name} is not in doubt`;
      const remedy = doubts.length === 0 ? 'Nothing of it is in doubt' : `In doubt: ${doubts.join(', ')}`;
      return { where: `--${wish.kind}`, found, remedy };
    });
  if (problems.length > 0) throw new InputError(problems);
  return known;
}

async function lookForAll(ports: RunPorts, run: Run): Promise<void> {
  const health: Health = { ...HEALTHY, startedAt: ports.clock.now() };
  const view = await readView(ports.ledger, run.name, LOOKING, health, ports.clock.now());
  const { refusal } = await identify(ports, view, health);
  if (refusal !== null) throw new ProviderError(refusal, { failure: 'forbidden', call: 'sign-in' });
  for (const batch of view.doubts) await find(ports, view, batch, health);
}

async function toDecision(
  ports: RunPorts,
  run: Run,
  batch: DoubtfulBatch | undefined,
  wish: Wish,
): Promise<Decision | Problem> {
  const refuse = (found: string, remedy: string): Problem => ({ where: `--${wish.kind}`, found, remedy });
  if (wish.kind === 'adopt') return toAdoption(ports, run, batch, wish.batchId, refuse);
  if (wish.kind === 'assume-sent' || run.state === 'open') return { kind: wish.kind };
  return refuse(
    `${run.name} is ${run.state}: nothing of it is sent any more`,
    'Use --assume-sent or --adopt',
  );
}

async function toAdoption(
  ports: RunPorts,
  run: Run,
  batch: DoubtfulBatch | undefined,
  batchId: string,
  refuse: (found: string, remedy: string) => Problem,
): Promise<Decision | Problem> {
  const shown = `batch ${batchId}`;
  if (await ports.ledger.isOwned(batchId)) {
    return refuse(`${shown} belongs to another batch of ours`, 'Name the one that is not accounted for');
  }
  const remote = await ports.provider.readBatch(batchId).catch(toMissing);
  if (remote === null || batch === undefined) {
    return refuse(`the provider knows no ${shown}`, 'Copy its id from RingCentral');
  }
  const overlap = await compareBatch(ports, run, batch, remote);
  if (overlap.all === 0) return refuse(`${shown} shows no messages yet`, 'Try again in a few minutes');
  if (overlap.numbers === 0) {
    const found = `${shown} holds ${overlap.all} messages, none of them to a recipient of batch ${batch.number}`;
    return refuse(found, 'Name the batch that texted these people');
  }
  return { kind: 'adopt', batch: remote };
}

function toMissing(error: unknown): null {
  if (error instanceof ProviderError && error.detail.failure === 'refused') return null;
  throw error;
}
