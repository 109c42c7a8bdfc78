import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { InputError, type Problem } from '../../core/error.ts';

/** What signs in to RingCentral. Never from a flag, never in a log. */
export interface Credentials {
  readonly server: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  /** Which variable, of which source, named the server. */
  readonly serverSource: string;
}

/** Names in use: the developer guide's, the SDK's README's, and those of RingCentral's extensible SDK. */
const VARIABLES = {
  server: ['RC_SERVER_URL', 'RINGCENTRAL_SERVER_URL'],
  clientId: ['RC_APP_CLIENT_ID', 'RC_CLIENT_ID', 'RINGCENTRAL_CLIENT_ID'],
  clientSecret: ['RC_APP_CLIENT_SECRET', 'RC_CLIENT_SECRET', 'RINGCENTRAL_CLIENT_SECRET'],
  jwt: ['RC_USER_JWT', 'RC_JWT', 'RINGCENTRAL_JWT_TOKEN'],
} as const;

const PRODUCTION = 'https://platform.ringcentral.com';

/**
 * Reads credentials from the environment, and from the workspace's `.env` for what the environment lacks. Null when
 * there are none at all.
 *
 * @throws InputError naming each missing variable when only some are there.
 */
export function readCredentials(workspace: string, environment: NodeJS.ProcessEnv): Credentials | null {
  const path = join(workspace, '.env');
  const file = existsSync(path) ? parse(readFileSync(path)) : {};
  const find = (names: readonly string[]): { value: string; source: string } | null => {
    for (const [source, values] of [
      ['the environment', environment],
      ['.env', file],
    ] as const) {
      const name = names.find((candidate) => (values[candidate] ?? '') !== '');
      if (name !== undefined) return { value: values[name] ?? '', source: `${name} in ${source}` };
    }
    return null;
  };
  const [clientId, clientSecret, jwt] = [VARIABLES.clientId, VARIABLES.clientSecret, VARIABLES.jwt].map(find);
  const server = find(VARIABLES.server);
  if (clientId == null && clientSecret == null && jwt == null) return null;
  const problems = [
    missing(clientId, VARIABLES.clientId[0]),
    missing(clientSecret, VARIABLES.clientSecret[0]),
    missing(jwt, VARIABLES.jwt[0]),
  ].filter((problem) => problem !== null);
  if (problems.length > 0 || clientId == null || clientSecret == null || jwt == null) {
    throw new InputError(problems);
  }
  return {
    server: server?.value ?? PRODUCTION,
    serverSource: server?.source ?? 'default',
    clientId: clientId.value,
    clientSecret: clientSecret.value,
    jwt: jwt.value,
  };
}

function missing(found: unknown, variable: string): Problem | null {
  if (found != null) return null;
  return {
    where: variable,
    found: 'not set, while other credentials are',
    remedy: 'Set it in the environment or .env',
  };
}
