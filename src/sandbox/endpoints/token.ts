import { fingerprint } from '../draw.ts';
import { readForm } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { EXTENSION_ID } from '../owned-numbers.ts';
import { oauthProblem } from '../problem.ts';
import { findByRefreshToken, openSession, revokeSession, type Session } from '../world/sessions.ts';
import type { World } from '../world/world.ts';
import { requireClient } from './client-check.ts';

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * No token lives shorter than this at any speed (unless the operator forces a life): the vendor's SDK counts the
 * last 60 s of a token as expired, so that a shorter one couldn't be used at all.
 */
const MIN_SCALED_LIFE_SECONDS = 90;

/** getToken: the JWT and refresh grants. */
export const tokenRoute: Route = {
  method: 'POST',
  path: '/restapi/oauth/token',
  group: 'Auth',
  permission: null,
  query: [],
  handle: issueToken,
};

function issueToken(call: Call, world: World): Reply {
  const form = readForm(call);
  requireClient(call, world);
  const scope = readScope(form, world);
  const accessSeconds = scaleLife(world, readSeconds(form, 'access_token_ttl', 3600, 600, 3600));
  const refreshSeconds = scaleLife(world, readSeconds(form, 'refresh_token_ttl', 604_800, 0, 2_592_000));
  checkGrant(form, world);
  const session = openSession(world, {
    scope,
    endpointId: form.get('endpoint_id') ?? fingerprint(world.settings.seed, 'endpoint').slice(0, 22),
    accessLife: accessSeconds * 1_000_000,
    refreshLife: world.settings.refreshTokens ? refreshSeconds * 1_000_000 : null,
  });
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    json: toTokenInfo(session, accessSeconds, refreshSeconds),
  };
}

function checkGrant(form: URLSearchParams, world: World): void {
  const grant = form.get('grant_type');
  if (grant === JWT_GRANT) {
    if (form.get('assertion') === world.credentials.jwt) return;
    throw oauthProblem(400, 'invalid_grant', 'OAU-140', 'Invalid resource owner credentials');
  }
  if (grant !== 'refresh_token') {
    throw oauthProblem(400, 'unsupported_grant_type', 'OAU-250', 'Unsupported grant type');
  }
  if (!world.settings.refreshTokens) {
    throw oauthProblem(
      400,
      'unauthorized_client',
      'OAU-112',
      'The client is unauthorized for the grant type: [refresh_token]',
    );
  }
  const token = form.get('refresh_token') ?? '';
  const session = findByRefreshToken(world, token);
  if (session === undefined || session.is_revoked === 1) {
    throw oauthProblem(400, 'invalid_grant', 'OAU-210', 'Token not found');
  }
  if ((session.refresh_expires_at ?? 0) <= world.clock.now()) {
    throw oauthProblem(400, 'invalid_grant', 'OAU-211', 'Token is expired');
  }
  // A refresh token is good once, and the old access token dies with it.
  revokeSession(world, token);
}

function readScope(form: URLSearchParams, world: World): string {
  const { permissions } = world.settings;
  const asked =
    form
      .get('scope')
      ?.split(/[\s,]+/)
      .filter((scope) => scope !== '') ?? permissions;
  if (asked.every((scope) => permissions.includes(scope))) return asked.join(' ');
  throw oauthProblem(
    400,
    'invalid_scope',
    'OAU-117',
    'The requested scope is wider than the application has',
  );
}

function readSeconds(
  form: URLSearchParams,
  name: string,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const text = form.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw oauthProblem(400, 'invalid_request', 'CMN-101', `Parameter [${name}] value is invalid.`);
}

function scaleLife(world: World, seconds: number): number {
  const { tokenLifetimeMs, speed } = world.settings;
  if (tokenLifetimeMs !== null) return tokenLifetimeMs / 1000;
  return Math.max(Math.min(seconds, MIN_SCALED_LIFE_SECONDS), Math.floor(seconds / speed));
}

function toTokenInfo(
  session: Session,
  accessSeconds: number,
  refreshSeconds: number,
): Record<string, unknown> {
  return {
    access_token: session.access_token,
    token_type: 'bearer',
    expires_in: Math.max(1, Math.floor(accessSeconds)),
    ...(session.refresh_token === null
      ? {}
      : {
          refresh_token: session.refresh_token,
          refresh_token_expires_in: Math.max(1, Math.floor(refreshSeconds)),
        }),
    scope: session.scope,
    owner_id: EXTENSION_ID,
    endpoint_id: session.endpoint_id,
    session_id: session.id,
  };
}
