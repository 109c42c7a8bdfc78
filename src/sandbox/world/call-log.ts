import type { World } from './world.ts';

/** A finished request: its outcome is the HTTP status, or the fault that swallowed the reply. */
interface FinishedCall {
  readonly at: number;
  readonly endpoint: string;
  readonly outcome: string;
  readonly durationMs: number;
  readonly userAgent: string | null;
}

/** Notes a finished request. */
export function recordCall(world: World, call: FinishedCall): void {
  const { at, endpoint, outcome, durationMs, userAgent } = call;
  world.db
    .prepare('INSERT INTO calls VALUES (?, ?, ?, ?, ?)')
    .run(at, endpoint, outcome, durationMs, userAgent);
}

interface EndpointCount {
  readonly endpoint: string;
  readonly outcome: string;
  readonly count: number;
}

/** Finished requests by endpoint and outcome. */
export function countCalls(world: World): EndpointCount[] {
  return world.db
    .prepare('SELECT endpoint, outcome, count(*) AS count FROM calls GROUP BY 1, 2 ORDER BY 1, 2')
    .all() as EndpointCount[];
}

export interface CallRow {
  readonly at: number;
  readonly endpoint: string;
  readonly outcome: string;
  readonly duration_ms: number;
  /** Null where the client names itself by none, and for a call from before it was kept. */
  readonly user_agent: string | null;
}

/** A page of the log, oldest first; `after` counts the rows to skip. */
export function listCalls(world: World, after: number, limit: number): CallRow[] {
  return world.db
    .prepare(
      'SELECT at, endpoint, outcome, duration_ms, user_agent FROM calls WHERE rowid > ? ORDER BY rowid LIMIT ?',
    )
    .all(after, limit) as CallRow[];
}

interface Violation {
  readonly at: number;
  readonly rate_group: string;
  readonly endpoint: string;
  /** `rate`: the request that went over the limit. `penalty`: a request inside a penalty. */
  readonly kind: 'rate' | 'penalty';
}

/** The latest violations, oldest first. */
export function listViolations(world: World, limit: number): Violation[] {
  const rows = world.db
    .prepare('SELECT at, rate_group, endpoint, kind FROM violations ORDER BY rowid DESC LIMIT ?')
    .all(limit) as Violation[];
  return rows.reverse();
}

/** How many violations of a kind there were. */
export function countViolations(world: World, kind: Violation['kind']): number {
  const row = world.db.prepare('SELECT count(*) AS count FROM violations WHERE kind = ?').get(kind) as {
    count: number;
  };
  return row.count;
}
