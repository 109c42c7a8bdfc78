import { InputError, ProviderError } from '../../../src/core/error.ts';
import type { DoubtfulBatch } from '../../../src/core/doubt.ts';
import { reconcileRun, type Wish } from '../../../src/run/reconcile.ts';
import { openAt, type Scene } from './scene.ts';

/** What the operator says of the next batch in doubt. */
export type Choice = 'nothing' | 'adopt' | 'resend' | 'assume-sent';

/** Runs `campaign reconcile` over the batches in doubt, one choice each. A provider that fails leaves all as it is. */
export async function decide(scene: Scene, choices: readonly Choice[]): Promise<void> {
  if (choices.every((choice) => choice === 'nothing')) return;
  const { clock, provider, name } = scene;
  const ledger = openAt(scene);
  try {
    const run = await ledger.findRun(name);
    if (run === null) throw new Error('the run is gone');
    const doubts = await ledger.doubtfulBatches(run.id);
    const wishes = doubts.flatMap((batch, index) => toWish(scene, batch, choices[index] ?? 'nothing'));
    if (wishes.length === 0) return;
    const { signal } = new AbortController();
    const ports = { ledger, provider, clock, signal, emit: () => undefined };
    await reconcileRun(ports, run, wishes, { who: 'ann@desk' });
  } catch (error) {
    if (!(error instanceof ProviderError || error instanceof InputError)) throw error;
  } finally {
    await ledger.close();
  }
}

/** Adopts only what is really there; and never offers again what was seen to differ. */
function toWish({ world, members }: Scene, doubt: DoubtfulBatch, choice: Choice): Wish[] {
  const batch = doubt.number;
  if (choice === 'assume-sent') return [{ kind: choice, batch }];
  if (choice === 'resend') return doubt.hasDiffered ? [] : [{ kind: choice, batch }];
  if (choice === 'nothing') return [];
  const phones = members[batch - 1]?.phones.map((phone) => `+${phone}`) ?? [];
  const taken = world.taken.find(({ messages }) => messages.some(({ to }) => phones.includes(to)));
  return taken === undefined ? [] : [{ kind: 'adopt', batch, batchId: taken.id }];
}
