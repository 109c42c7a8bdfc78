import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { buildSummary, type RunSummary } from '../../../src/report/summary.ts';
import { HOUR, openFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider, type PostFault } from '../../fakes/faulty-provider.ts';
import { freezeRun, type BatchSketch } from '../../fakes/frozen-run.ts';
import { Death, mortal, openLife } from '../../fakes/mortal.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { openFakeWorld, type FakeWorld, type WorldRules } from '../../fakes/world.ts';

export interface Scenario extends WorldRules {
  readonly batches: readonly { readonly sender: number; readonly size: number }[];
  readonly firstPhone: number;
  readonly posts: readonly PostFault[];
  readonly reads: readonly boolean[];
  readonly lateMs: number;
  readonly lives: readonly { readonly diesAt: number; readonly restsMs: number; readonly mode: Mode }[];
}

type End = RunEnd['why'] | 'died';

/** What is left when everything is over. */
export interface Aftermath {
  readonly ledger: Ledger;
  readonly world: FakeWorld;
  readonly run: Run;
  readonly end: End;
  readonly summary: RunSummary;
  /** Batches that were called planned or refused again although the provider had them. */
  readonly putBack: readonly number[];
}

/** Long enough for every message to end, short enough for the ones that never do. */
const TRACKING = { settleAfterMs: HOUR, trackForMs: 3 * HOUR, minDeliveredPercent: null };
/** A run that makes more calls than this in one life has stopped making progress. */
const CALLS_A_LIFE = 4000;
/** Starts after the last death: every fault can stop one, and none comes back. */
const LAST_STARTS = 12;

/** Lives a scenario through: some starts that die, then starts that don't, until the run has come to its end. */
export async function live(scenario: Scenario, directory: string): Promise<Aftermath> {
  const clock = openFakeClock();
  const world = openFakeWorld(clock, scenario);
  const provider = openFaultyProvider(world, clock, scenario);
  const members = toMembers(scenario);
  const name = await plan(members, directory, clock);
  const scene: Scene = { name, clock, world, provider, members, directory, putBack: [] };
  let end: End = 'died';
  for (const one of scenario.lives) {
    clock.advance(one.restsMs);
    end = await start(scene, one.diesAt, one.mode);
  }
  if (!isOver(end)) end = await startUntilOver(scene);
  // Later starts look again: by then every batch that was taken can be seen, though another may come to doubt.
  for (let rounds = 0; rounds <= scenario.posts.length && end === 'in-doubt'; rounds++) {
    clock.advance(HOUR);
    end = await startUntilOver(scene);
  }
  const ledger = openLedger(directory, 'campaign report', clock);
  const run = await ledger.findRun(name);
  if (run === null) throw new Error('the run is gone');
  const { putBack } = scene;
  return { ledger, world, run, end, putBack, summary: await buildSummary(ledger, run) };
}

interface Scene {
  readonly name: string;
  readonly clock: FakeClock;
  readonly world: FakeWorld;
  readonly provider: Provider;
  readonly members: readonly BatchSketch[];
  readonly directory: string;
  readonly putBack: number[];
}

/** One process: opens the ledger, drives the run, and is gone. */
async function start(scene: Scene, diesAt: number | null, mode: Mode): Promise<End> {
  const { clock, world, members } = scene;
  const ledger = openLedger(scene.directory, 'campaign run', clock);
  const life = openLife(diesAt, CALLS_A_LIFE);
  const emit = (event: RunEvent): void => {
    if (event.kind !== 'submitted' || !['planned', 'refused'].includes(event.verdict.to)) return;
    if (isTaken(world, members[event.batch.number - 1])) scene.putBack.push(event.batch.number);
  };
  const ports = { ledger: mortal(ledger, life), provider: mortal(scene.provider, life) };
  const { signal } = new AbortController();
  try {
    return (await driveRun({ ...ports, clock, signal, emit }, scene.name, mode)).why;
  } catch (error) {
    if (error instanceof Death) return 'died';
    throw error;
  } finally {
    await ledger.close();
  }
}

/** Starts as cron does, until there is nothing to go on with. */
async function startUntilOver(scene: Scene): Promise<End> {
  let end: End = 'died';
  for (let starts = 0; starts < LAST_STARTS && !isOver(end); starts++) {
    end = await start(scene, null, { isSubmitting: true, isWaiting: true });
  }
  return end;
}

function isOver(end: End): boolean {
  return end === 'finished' || end === 'in-doubt';
}

function isTaken(world: FakeWorld, batch: BatchSketch | undefined): boolean {
  const texted = world.taken.flatMap((taken) => taken.messages.map((message) => message.to));
  return batch?.phones.some((phone) => texted.includes(`+${phone}`)) === true;
}

function toMembers({ batches, firstPhone }: Scenario): BatchSketch[] {
  let next = 14_155_550_000 + firstPhone;
  return batches.map(({ sender, size }) => ({
    from: sender === 0 ? SENDER : OTHER_SENDER,
    phones: Array.from({ length: size }, () => next++),
  }));
}

async function plan(members: readonly BatchSketch[], directory: string, clock: FakeClock): Promise<string> {
  const ledger = openLedger(directory, 'campaign plan', clock);
  const run = await freezeRun(ledger, { members, tracking: TRACKING });
  await ledger.close();
  return run.name;
}
