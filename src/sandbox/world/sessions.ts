import { fingerprint } from '../draw.ts';
import { transact } from './database.ts';
import type { World } from './world.ts';

export interface Session {
  readonly ordinal: number;
  readonly id: string;
  readonly access_token: string;
  readonly expires_at: number;
  readonly refresh_token: string | null;
  readonly refresh_expires_at: number | null;
  readonly scope: string;
  readonly endpoint_id: string;
  readonly is_revoked: number;
}

/** Lives are real microseconds, already divided by the speed. */
interface SessionRequest {
  readonly scope: string;
  readonly endpointId: string;
  readonly accessLife: number;
  /** Null: no refresh token is issued. */
  readonly refreshLife: number | null;
}

/** Signs in: a new session with its tokens. */
export function openSession(world: World, request: SessionRequest): Session {
  return transact(world.db, () => {
    const { last } = world.db.prepare('SELECT max(ordinal) AS last FROM sessions').get() as {
      last: number | null;
    };
    const ordinal = (last ?? 0) + 1;
    const now = world.clock.now();
    const token = (kind: string): string =>
      `sandbox-${kind}-${fingerprint(world.settings.seed, kind, ordinal)}`;
    world.db
      .prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)')
      .run(
        ordinal,
        fingerprint(world.settings.seed, 'session', ordinal).slice(0, 20),
        token('access'),
        now + request.accessLife,
        request.refreshLife === null ? null : token('refresh'),
        request.refreshLife === null ? null : now + request.refreshLife,
        request.scope,
        request.endpointId,
      );
    endOldestSessions(world, now);
    const session = findByAccessToken(world, token('access'));
    if (session === undefined) throw new Error('the session that was just made is not there');
    return session;
  });
}

export function findByAccessToken(world: World, token: string): Session | undefined {
  return world.db.prepare('SELECT * FROM sessions WHERE access_token = ?').get(token) as Session | undefined;
}

export function findByRefreshToken(world: World, token: string): Session | undefined {
  return world.db.prepare('SELECT * FROM sessions WHERE refresh_token = ?').get(token) as Session | undefined;
}

/** Ends the session that owns this access or refresh token; unknown tokens are nobody's business. */
export function revokeSession(world: World, token: string): void {
  world.db
    .prepare('UPDATE sessions SET is_revoked = 1 WHERE access_token = ? OR refresh_token = ?')
    .run(token, token);
}

/** Ends every session, whoever signed in. */
export function revokeAllSessions(world: World): void {
  world.db.exec('UPDATE sessions SET is_revoked = 1');
}

/** Makes an access token expire at once. */
export function expireToken(world: World, token: string, now: number): void {
  world.db.prepare('UPDATE sessions SET expires_at = ? WHERE access_token = ?').run(now, token);
}

function endOldestSessions(world: World, now: number): void {
  world.db
    .prepare(
      `UPDATE sessions SET is_revoked = 1 WHERE is_revoked = 0 AND ordinal NOT IN (
         SELECT ordinal FROM sessions
         WHERE is_revoked = 0 AND max(expires_at, coalesce(refresh_expires_at, 0)) > ?
         ORDER BY ordinal DESC LIMIT ?) AND expires_at > ?`,
    )
    .run(now, world.settings.maxSessions, now);
}
