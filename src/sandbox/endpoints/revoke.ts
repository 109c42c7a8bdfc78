import { readForm } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { oauthProblem } from '../problem.ts';
import { revokeSession } from '../world/sessions.ts';
import type { World } from '../world/world.ts';
import { requireClient } from './client-check.ts';

/** revokeToken: ends the whole session of an access or refresh token, and has nothing to say. */
export const revokeRoute: Route = {
  method: 'POST',
  path: '/restapi/oauth/revoke',
  group: 'Auth',
  permission: null,
  query: ['token'],
  handle: revoke,
};

function revoke(call: Call, world: World): Reply {
  requireClient(call, world);
  const form = call.body.length === 0 ? new URLSearchParams() : readForm(call);
  const token = form.get('token') ?? call.url.searchParams.get('token');
  if (token === null) {
    throw oauthProblem(400, 'invalid_request', 'CMN-101', 'Parameter [token] value is invalid.');
  }
  revokeSession(world, token);
  return { status: 200 };
}
