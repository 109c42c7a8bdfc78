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
  world.db
    .prepare('INSERT OR IGNORE INTO faults (spec, origin, set_at) VALUES (?, ?, ?)')
    .run(fault.spec, origin, world.realNow());
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

/**
 * The effects that hit this request, in the order the faults were set. Counts them; the seed decides chances. A
 * `drop-unread` is asked for before the body is read, the others after it: `isRead`.
 */
export function pickEffects(world: World, method: string, path: string, isRead: boolean): Effect[] {
  const effects: Effect[] = [];
  const count = world.db.prepare('UPDATE faults SET seen = seen + 1, fired = fired + ? WHERE spec = ?');
  for (const row of readRows(world)) {
    const fault = parseFault(row.fault);
    if ((fault.effect.kind === 'drop-unread') === isRead || !isAbout(fault, method, path)) continue;
    const isHit = isDue(world, fault, row);
    count.run(Number(isHit), row.fault);
    if (isHit) effects.push(fault.effect);
  }
  return effects;
}

interface FaultRow extends FaultCount {
  readonly set_at: number;
}

function readRows(world: World): FaultRow[] {
  return world.db
    .prepare('SELECT spec AS fault, origin, seen, fired, set_at FROM faults ORDER BY rowid')
    .all() as FaultRow[];
}

function isDue(world: World, fault: Fault, { seen, fired, set_at: setAt }: FaultRow): boolean {
  const { frequency } = fault;
  switch (frequency.kind) {
    case 'always':
      return true;
    case 'first':
      return fired < frequency.times;
    case 'nth':
      return seen + 1 === frequency.place;
    case 'period':
      return world.realNow() < setAt + frequency.periodMs * 1000;
    case 'chance':
      return createDraws(world.settings.seed, 'fault', fault.spec, seen)() < frequency.probability;
  }
}
