import { Problem, toErrorBody, unauthorized } from '../problem.ts';
import { findByAccessToken, type Session } from '../world/sessions.ts';
import type { World } from '../world/world.ts';
import type { Call, Route } from './route.ts';

/** The access token of a request: the Authorization header, or the discouraged query parameter. */
export function readAccessToken(call: Pick<Call, 'headers' | 'url'>): string | null {
  const match = /^Bearer\s+(\S+)$/i.exec(call.headers.authorization ?? '');
  return match?.[1] ?? call.url.searchParams.get('access_token');
}

/** The session behind the request's token. Throws 401 with the documented codes. */
export function requireSession(call: Pick<Call, 'headers' | 'url'>, world: World): Session {
  const token = readAccessToken(call);
  if (token === null && call.headers.authorization === undefined) {
    throw unauthorized('TokenInvalid', 'AGW-401', 'Authorization header is not specified');
  }
  if (token === null) throw unauthorized('TokenInvalid', 'AGW-402', 'Invalid Authorization header');
  if (!token.startsWith('sandbox-access-')) {
    throw unauthorized('TokenInvalid', 'OAU-149', 'Unparsable access token');
  }
  const session = findByAccessToken(world, token);
  if (session === undefined || session.is_revoked === 1) {
    throw unauthorized('TokenInvalid', 'OAU-213', 'Token not found');
  }
  if (session.expires_at <= world.clock.now()) {
    throw unauthorized('TokenExpired', 'OAU-128', 'Access token expired');
  }
  return session;
}

/** Throws 403 CMN-401 when the token's scope lacks the operation's app permission, or the app has lost it since. */
export function requirePermission(route: Route, session: Session, world: World): void {
  const { permission } = route;
  const isHeld = permission !== null && world.settings.permissions.includes(permission);
  if (permission === null || (isHeld && session.scope.split(' ').includes(permission))) return;
  const message = `In order to call this API endpoint, application needs to have [${permission}] permission`;
  throw new Problem(403, toErrorBody({ errorCode: 'CMN-401', message, permissionName: permission }));
}
