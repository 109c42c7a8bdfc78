import type { Clock } from '../../../src/core/clock.ts';
import type { ControlLedger, Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { openLedgerForControl } from '../../../src/ledger/open-control.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { HOUR, openFakeClock, T0, type FakeClock } from '../../fakes/clock.ts';
import { CRAMPED_DISK } from '../../fakes/disk.ts';
import { openFaultyProvider } from '../../fakes/faulty-provider.ts';
import { freezeRun, type BatchSketch } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';
import type { Scenario } from './scenario.ts';

/** What outlives every process: the disk, the provider, the clock on the wall, and the oracle's notes. */
export interface Scene {
  readonly name: string;
  readonly clock: FakeClock;
  /** The provider's clock: it goes on while ours is set. */
  readonly serverNow: () => number;
  readonly world: FakeWorld;
  readonly provider: Provider;
  readonly members: readonly BatchSketch[];
  readonly directory: string;
  readonly faults: string[];
  /** When the run came to its end, by the provider's clock. */
  endedAt: number | null;
}

/** Long enough for every message to end, short enough for the ones that never do. */
const TRACKING = { settleAfterMs: HOUR, trackForMs: 3 * HOUR, minDeliveredPercent: null };

export async function openScene(scenario: Scenario, directory: string): Promise<Scene> {
  const clock = openFakeClock();
  const serverNow = (): number => T0 + clock.monotonic();
  const serverClock: Clock = { ...clock, now: serverNow };
  const world = openFakeWorld(serverClock, scenario);
  const provider = openFaultyProvider(world, clock, scenario);
  const members = toMembers(scenario);
  const ledger = openLedger(directory, 'campaign plan', clock, { disk: CRAMPED_DISK });
  const tracking = { ...TRACKING, inDoubt: scenario.policy, inDoubtGraceMs: scenario.graceMs };
  const { name } = await freezeRun(ledger, { members, tracking });
  await ledger.close();
  return { name, clock, serverNow, world, provider, members, directory, faults: [], endedAt: null };
}

/** Opens the ledger as a new process does. */
export function openAt({ directory, clock }: Scene): Ledger {
  return openLedger(directory, 'campaign run', clock, { disk: CRAMPED_DISK });
}

export function openControlAt({ directory }: Scene): ControlLedger {
  const control = openLedgerForControl(directory);
  if (control === null) throw new Error('the ledger is gone');
  return control;
}

function toMembers({ batches, firstPhone }: Scenario): BatchSketch[] {
  let next = 14_155_550_000 + firstPhone;
  return batches.map(({ sender, size, isOwnText }) => {
    const phones = Array.from({ length: size }, () => next++);
    const from = sender === 0 ? SENDER : OTHER_SENDER;
    return isOwnText ? { from, phones, texts: phones.map((phone) => `Hi ${phone}`) } : { from, phones };
  });
}
