import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readStateFile, removeStateFile, writeStateFile } from './state-file.ts';

const seconds = z.coerce.number().positive();
const word = z.string().nullable().default(null).catch(null);
/** The reply of the token endpoint (RFC 6749 §5.1), in the SDK's own words. */
export const TOKEN = z.object({
  token_type: z.string().min(1).catch('bearer'),
  access_token: z.string().min(1),
  /** Seconds; RingCentral's default where it is missing. */
  expires_in: seconds.catch(3600),
  refresh_token: z.string().min(1).optional().catch(undefined),
  refresh_token_expires_in: seconds.optional().catch(undefined),
  /** The app's permissions, separated by spaces. Null, like the next, where the reply names none. */
  scope: word,
  /** The extension that signed in. */
  owner_id: word,
  endpoint_id: z.string().optional().catch(undefined),
});

export type Token = z.infer<typeof TOKEN>;

/** A token and when it was asked for (epoch milliseconds). */
export interface StoredToken {
  readonly token: Token;
  readonly obtainedAt: number;
}

export interface TokenFile {
  read(): StoredToken | null;
  write(stored: StoredToken): void;
  /** Removes this token; one that another process has put in its place stays. */
  remove(accessToken: string): void;
}

/** A file without owner and scope is of an older version: its token is as good as none. */
const FILE = z.object({
  account: z.string(),
  obtainedAt: z.number(),
  token: TOKEN.extend({ scope: z.string().nullable(), owner_id: z.string().nullable() }),
});

/**
 * Names credentials without giving them away: a SHA-256 over server, client id, secret and JWT. With the secret, so
 * that a cached token does not hide a wrong one.
 */
export function hashAccount(server: string, clientId: string, clientSecret: string, jwt: string): string {
  return createHash('sha256')
    .update(JSON.stringify([server, clientId, clientSecret, jwt]))
    .digest('hex');
}

/**
 * `token.json`: a token outlives the process, because RingCentral ends the oldest of more than about five sessions per
 * user and app. Another account's token is as good as none.
 */
export function openTokenFile(stateDirectory: string, account: string): TokenFile {
  const path = join(stateDirectory, 'token.json');
  const read = (): StoredToken | null => {
    const stored = FILE.safeParse(readStateFile(path)).data;
    return stored?.account === account ? { token: stored.token, obtainedAt: stored.obtainedAt } : null;
  };
  return {
    read,
    write: ({ token, obtainedAt }) => writeStateFile(path, { account, obtainedAt, token }),
    remove(accessToken) {
      if (read()?.token.access_token === accessToken) removeStateFile(path);
    },
  };
}
