import { join } from 'node:path';
import { EXIT } from '../../../core/exit-code.ts';
import { failed, mergeFindings, warning, type Finding } from '../finding.ts';

export interface CredentialFacts {
  readonly directory: string;
  /** Where each one comes from, never what it is: `client id`, `.env`. Empty when there are none at all. */
  readonly found: readonly { readonly name: string; readonly source: string }[];
  /** The origin of the server's URL, and which variable named it. */
  readonly server: string;
  readonly serverSource: string;
  /** Whether other users of this machine can read `.env`. */
  readonly isFileOpen: boolean;
}

/** Judges whether there is something to sign in with, and whether it is kept to ourselves. */
export function judgeCredentials(facts: CredentialFacts): Finding {
  if (facts.found.length === 0) {
    return failed(
      EXIT.refused,
      'no RingCentral credentials, neither in the environment nor in .env',
      'Put RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT into .env; without an account, add --sandbox',
    );
  }
  const env = join(facts.directory, '.env');
  const open = warning(`${env} can be read by other users, and it holds secrets`, `chmod 600 '${env}'`);
  return mergeFindings(facts.isFileOpen ? [open] : [], describe(facts));
}

function describe({ found, server, serverSource }: CredentialFacts): string {
  const sources = [...new Set(found.map(({ source }) => source))];
  const parts = sources.map((source) => {
    const names = found.filter((each) => each.source === source).map(({ name }) => name);
    return `${names.join(', ')} from ${source}`;
  });
  return `${parts.join('; ')}; server ${server} (${serverSource})`;
}
