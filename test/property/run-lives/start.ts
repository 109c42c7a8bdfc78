import type { Provider } from '../../../src/core/provider.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { Death, mortal, openLife } from '../../fakes/mortal.ts';
import { judgeBody } from './bodies.ts';
import { openAt, openControlAt, type Scene } from './scene.ts';
import { judgeStop } from './stops.ts';

export type End = RunEnd['why'] | 'died';

/** What happens beside the process, right before one of its calls to the provider. */
export interface Act {
  readonly atCall: number;
  readonly what: 'pause' | 'cancel' | { readonly jumpMs: number };
}

interface Start {
  readonly diesAt: number | null;
  readonly mode: Mode;
  readonly acts: readonly Act[];
}

/** A run that makes more calls than this in one life has stopped making progress. */
const CALLS_A_LIFE = 20_000;
/** What a process takes before it does anything. */
const STARTUP_MS = 50;
const ANN = 'ann@desk';

/** One process: opens the ledger, drives the run, and is gone. A start that submits lifts a pause, as `resume` does. */
export async function start(scene: Scene, { diesAt, mode, acts }: Start): Promise<End> {
  const { clock, name } = scene;
  clock.advance(STARTUP_MS);
  const ledger = openAt(scene);
  try {
    const life = openLife(diesAt, CALLS_A_LIFE);
    const run = await ledger.findRun(name);
    if (run !== null && mode.isSubmitting) await ledger.unpause(run.id, { at: clock.now(), who: ANN });
    const provider = mortal(meddledWith(scene, acts), life);
    const ports = { ledger: mortal(ledger, life), provider, clock, emit: () => undefined };
    const { why } = await driveRun({ ...ports, signal: new AbortController().signal }, name, mode);
    await judgeStop(scene, ledger, why);
    return why;
  } catch (error) {
    if (error instanceof Death) return 'died';
    throw error;
  } finally {
    const run = await ledger.findRun(name);
    if (run?.finishedAt != null) scene.endedAt ??= scene.serverNow();
    await ledger.close();
  }
}

/** The provider, with acts of others between the calls; and a witness of what is offered, and when. */
function meddledWith(scene: Scene, acts: readonly Act[]): Provider {
  const { provider, faults, members } = scene;
  const left = [...acts].sort((one, other) => one.atCall - other.atCall);
  let calls = 0;
  let isStopped = false;
  const meddle = async (): Promise<void> => {
    calls += 1;
    while ((left[0]?.atCall ?? Infinity) <= calls) {
      const act = left.shift();
      if (act !== undefined && (await perform(scene, act))) isStopped = true;
    }
  };
  const between = <A extends unknown[], R>(call: (...values: A) => Promise<R>) => {
    return async (...values: A): Promise<R> => {
      await meddle();
      return call(...values);
    };
  };
  return {
    ...provider,
    listBatches: between((...values) => provider.listBatches(...values)),
    listMessages: between((...values) => provider.listMessages(...values)),
    readStatuses: between((...values) => provider.readStatuses(...values)),
    readBatch: between((...values) => provider.readBatch(...values)),
    createBatch: (offer) =>
      provider.createBatch({
        ...offer,
        commit: async () => {
          await meddle();
          await offer.commit();
          if (isStopped) faults.push('a batch was offered of a run that was stopped');
          faults.push(...judgeBody(members, offer.body));
        },
      }),
  };
}

/** Whether from now on nothing may be offered. */
async function perform(scene: Scene, { what }: Act): Promise<boolean> {
  const { clock, name } = scene;
  if (typeof what === 'object') {
    clock.jump(what.jumpMs);
    return false;
  }
  const control = openControlAt(scene);
  try {
    const run = await control.findRun(name);
    if (run === null) throw new Error('the run is gone');
    await control[what](run.id, { at: clock.now(), who: ANN });
    return true;
  } finally {
    await control.close();
  }
}
