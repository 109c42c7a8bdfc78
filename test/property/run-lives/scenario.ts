import { ProviderError } from '../../../src/core/error.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { buildSummary, type RunSummary } from '../../../src/report/summary.ts';
import type { DoubtPolicy } from '../../../src/core/run.ts';
import type { Mode } from '../../../src/run/view.ts';
import { refreshRun } from '../../../src/run/refresh.ts';
import { HOUR } from '../../fakes/clock.ts';
import type { Faults } from '../../fakes/faulty-provider.ts';
import type { FakeWorld, WorldRules } from '../../fakes/world.ts';
import { decide, type Choice } from './operator.ts';
import { openAt, openScene, type Scene } from './scene.ts';
import { start, type Act, type End } from './start.ts';

/** All that happens to a run from its plan to its end. */
export interface Scenario extends WorldRules, Faults {
  readonly batches: readonly {
    readonly sender: number;
    readonly size: number;
    readonly isOwnText: boolean;
  }[];
  readonly firstPhone: number;
  readonly policy: DoubtPolicy;
  readonly graceMs: number;
  readonly lives: readonly LifeSketch[];
  /** What the operator decides about doubts that are left, round after round. */
  readonly decisions: readonly Choice[];
}

export interface LifeSketch {
  readonly diesAt: number | null;
  /** How long nothing runs before it. */
  readonly restsMs: number;
  readonly mode: Mode;
  readonly acts: readonly Act[];
  /** What the operator decides once it is over. */
  readonly decisions: readonly Choice[];
}

/** What is left when everything is over. */
export interface Aftermath {
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly world: FakeWorld;
  readonly members: Scene['members'];
  readonly run: Run;
  readonly end: End;
  /** When the run came to its end, and when somebody looked at it once more, by the provider's clock. */
  readonly endedAt: number;
  readonly lookedBackAt: number;
  readonly summary: RunSummary;
  /** What no moment on the way should have shown, a sentence each. */
  readonly faults: readonly string[];
  /** The batches that were known to be there twice when the last start ended. */
  readonly toldTwice: ReadonlySet<number>;
}

const SUBMIT = { isSubmitting: true, isWaiting: true };
/** Starts after the last death: every fault can stop one, and none comes back. */
const LAST_STARTS = 16;
/** More reads than a scenario lets fail. */
const MOST_FAILURES = 100;
/** Rounds of an operator who comes every hour to what is left in doubt. */
const ROUNDS = 8;

/** Lives a scenario through: starts that die, then starts that don't, until the run has come to its end. */
export async function live(scenario: Scenario, directory: string): Promise<Aftermath> {
  const scene = await openScene(scenario, directory);
  let end: End = 'died';
  for (const life of scenario.lives) {
    scene.clock.advance(life.restsMs);
    end = await start(scene, life);
    await decide(scene, life.decisions);
  }
  if (!isOver(end)) end = await startUntilOver(scene);
  for (let round = 0; round < ROUNDS && end === 'in-doubt'; round++) {
    scene.clock.advance(HOUR);
    await decide(scene, scenario.decisions.slice(round));
    end = await startUntilOver(scene);
  }
  return lookBack(scene, scenario, end);
}

/** Starts as cron does, until there is nothing to go on with. */
async function startUntilOver(scene: Scene): Promise<End> {
  let end: End = 'died';
  for (let starts = 0; starts < LAST_STARTS && !isOver(end); starts++) {
    end = await start(scene, { diesAt: null, mode: SUBMIT, acts: [] });
  }
  return end;
}

function isOver(end: End): boolean {
  return ['finished', 'cancelled', 'in-doubt', 'duplicated'].includes(end);
}

/** Hours later somebody looks at the run again: what came after its end shows now. */
async function lookBack(scene: Scene, scenario: Scenario, end: End): Promise<Aftermath> {
  const { clock, world, provider, name, members, faults } = scene;
  const endedAt = scene.endedAt ?? scene.serverNow();
  const ledger = openAt(scene);
  const toldTwice = await duplicatedOf(ledger, name);
  clock.advance(2 * HOUR);
  const lookedBackAt = scene.serverNow();
  if (end === 'finished' || end === 'cancelled') {
    await refresh({ ledger, provider, clock }, await findRun(ledger, name));
  } else if (end === 'duplicated') {
    await ledger.close();
    await start(scene, { diesAt: null, mode: SUBMIT, acts: [] });
    return lookBackAt(openAt(scene));
  }
  return lookBackAt(ledger);

  async function lookBackAt(at: Ledger): Promise<Aftermath> {
    const run = await findRun(at, name);
    const summary = await buildSummary(at, run);
    return {
      ...{ scenario, ledger: at, world, members, run, end },
      endedAt,
      lookedBackAt,
      summary,
      faults,
      toldTwice,
    };
  }
}

/** Some reads may still fail: then somebody tries again. */
async function refresh(ports: Parameters<typeof refreshRun>[0], run: Run): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      await refreshRun(ports, run);
      return;
    } catch (error) {
      if (!(error instanceof ProviderError) || failures > MOST_FAILURES) throw error;
    }
  }
}

async function duplicatedOf(ledger: Ledger, name: string): Promise<Set<number>> {
  const run = await findRun(ledger, name);
  return new Set((await ledger.batchesIn(run.id, 'duplicated')).map((batch) => batch.number));
}

async function findRun(ledger: Ledger, name: string): Promise<Run> {
  const run = await ledger.findRun(name);
  if (run === null) throw new Error('the run is gone');
  return run;
}
