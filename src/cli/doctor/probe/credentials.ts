import { statSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../../core/error.ts';
import { chooseWorld } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { readCredentials, type Credentials } from '../../settings/credentials.ts';
import type { CredentialFacts } from '../judge/credentials.ts';

const SECRETS = [
  ['client id', 'RC_APP_CLIENT_ID'],
  ['client secret', 'RC_APP_CLIENT_SECRET'],
  ['JWT', 'RC_USER_JWT'],
] as const;

/**
 * Reads where the credentials come from.
 *
 * @throws InputError when some are missing, `.env` can't be read, or the server's URL is refused.
 */
export async function probeCredentials(context: Context): Promise<CredentialFacts> {
  const { directory } = context.workspace;
  const { environment } = context.io;
  const credentials = readFrom(directory, environment);
  const path = join(directory, '.env');
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  const facts = { directory, isFileOpen: (mode & 0o077) !== 0 };
  if (credentials === null) return { ...facts, found: [], server: '', serverSource: '' };
  // What the URL may be is known there; it is shown only once it is known to hold no password.
  await chooseWorld(context, false);
  const lacking = listMissing(environment);
  return {
    ...facts,
    found: SECRETS.map(([name, variable]) => ({
      name,
      source: lacking.includes(variable) ? '.env' : 'the environment',
    })),
    server: new URL(credentials.server).origin,
    serverSource: credentials.serverSource,
  };
}

function readFrom(directory: string, environment: NodeJS.ProcessEnv): Credentials | null {
  try {
    return readCredentials(directory, environment);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const found = `can't be read: ${(error as Error).message}`;
    throw new InputError([{ where: '.env', found, remedy: 'Let the user who runs campaigns read it' }]);
  }
}

/** Which of them the environment alone does not give: those come from `.env`. Nothing has a `.env` below it there. */
function listMissing(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    return readCredentials(devNull, environment) === null ? SECRETS.map(([, variable]) => variable) : [];
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ where }) => where);
    throw error;
  }
}
