import type { Call } from '../http/route.ts';
import { oauthProblem } from '../problem.ts';
import type { World } from '../world/world.ts';

/** HTTP Basic with the app's id and secret; 401 invalid_client otherwise. */
export function requireClient(call: Call, world: World): void {
  const encoded = /^Basic\s+(\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
  if (encoded === undefined) {
    throw oauthProblem(401, 'invalid_client', 'OAU-123', 'Client authentication is required');
  }
  const { clientId, clientSecret } = world.credentials;
  if (Buffer.from(encoded, 'base64').toString('utf8') !== `${clientId}:${clientSecret}`) {
    throw oauthProblem(401, 'invalid_client', 'OAU-146', 'Invalid client credentials');
  }
}
