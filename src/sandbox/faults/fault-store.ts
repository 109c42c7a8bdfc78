import { createDraws } from '../draw.ts';
import { transact } from '../world/database.ts';
import type { World } from '../world/world.ts';
import { type Effect, type Fault, isAbout } from './fault.ts';
import { parseFault } from './parse-fault.ts';

/** A fault and how often it came up. */
interface FaultCount {
  readonly fault: string;
  readonly origin: 'option' | 'runtime';
  /** Requests that it was about. */
  readonly seen: number;
  /** Requests that it hit. */
  readonly fired: number;
}

/**
 * Sets the faults of the operator's options. One that was there before goes on counting, so that `x1` means once in
 * the world's life and not once per start; options of an earlier start that are no longer given end.
 */
export function setOptionFaults(world: World, faults: readonly Fault[]): void {
  transact(world.db, () => {
    const specs = faults.map((fault) => fault.spec);
    for (const { fault, origin } of listFaults(world)) {
      if (origin === 'option' && !specs.includes(fault)) removeFault(world, fault);
    }
    for (const fault of faults) addFault(world, fault, 'option');
  });
}

/** Adds a fault; an equal one keeps its counts. */
export function addFault(world: World, fault: Fault, origin: FaultCount['origin']): void {
  world.db.prepare('INSERT OR IGNORE INTO faults (spec, origin) VALUES (?, ?)').run(fault.spec, origin);
}

/** Removes one fault, or all of them. Gives the number removed. */
export function removeFault(world: World, spec: string | null): number {
  const result = world.db.prepare('DELETE FROM faults WHERE :spec IS NULL OR spec = :spec').run({ spec });
  return result.changes;
}

export function listFaults(world: World): FaultCount[] {
  return world.db
    .prepare('SELECT spec AS fault, origin, seen, fired FROM faults ORDER BY rowid')
    .all() as FaultCount[];
}

/** The effects that hit this request, in the order the faults were set. Counts them; the seed decides chances. */
export function pickEffects(world: World, method: string, path: string): Effect[] {
  const effects: Effect[] = [];
  const count = world.db.prepare('UPDATE faults SET seen = seen + 1, fired = fired + ? WHERE spec = ?');
  for (const { fault: spec, seen, fired } of listFaults(world)) {
    const fault = parseFault(spec);
    if (!isAbout(fault, method, path)) continue;
    const isHit = isDue(world, fault, seen, fired);
    count.run(Number(isHit), spec);
    if (isHit) effects.push(fault.effect);
  }
  return effects;
}

function isDue(world: World, fault: Fault, seen: number, fired: number): boolean {
  const { frequency } = fault;
  if (frequency.kind === 'always') return true;
  if (frequency.kind === 'first') return fired < frequency.times;
  return createDraws(world.settings.seed, 'fault', fault.spec, seen)() < frequency.probability;
}
