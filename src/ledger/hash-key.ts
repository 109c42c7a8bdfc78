import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
// eslint-disable-next-line no-restricted-imports -- the key is an ordinary file: SQLite has no lock on it
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import { withPath } from './access.ts';
import type { Sql } from './sql.ts';

/** The key of the workspace's hashes: 32 random bytes, 0600. */
const FILE = 'hash.key';
const BYTES = 32;
/** 132 bits of each hash are kept: enough that no two of ten billion numbers share one. */
const CHARACTERS = 22;

/** Keyed hashes (HMAC-SHA-256): who has the key can tell whether a number is among them, nobody else can try. */
export interface HashKey {
  /** Of a phone, E.164 digits without the plus: 22 characters. */
  readonly phone: (phone: number) => string;
  /** Of any text: 22 characters. */
  readonly word: (text: string) => string;
  /**
   * Covers the 53-bit hash of a text with 53 bits that only the key gives, other ones for each phone and run; done
   * twice, it uncovers.
   */
  readonly cover: (textHash: number, phone: number, runId: number) => number;
}

/** The key's way to those who need it: most starts don't, and never read it. */
export interface KeyHolder {
  /** @throws LedgerError `damaged` where hashes were made and their key is lost. */
  readonly read: () => HashKey;
  /** Makes the key where there is none yet. Must be in a transaction. */
  readonly readOrMake: (at: number) => HashKey;
}

/** @param directory the workspace's `.campaign/`. */
export function openKeyHolder(sql: Sql, directory: string): KeyHolder {
  let known: HashKey | null = null;
  const path = join(directory, FILE);
  return {
    read: () => (known ??= readKey(sql, path)),
    readOrMake: (at) => {
      if (readProof(sql) === null) {
        const key = toHashKey(readBytes(path) ?? makeFile(directory, path));
        sql.run('INSERT INTO hash_key (id, proof, made_at) VALUES (1, ?, ?)', key.word(PROVED), at);
      }
      return (known ??= readKey(sql, path));
    },
  };
}

/**
 * Whether the key of the hashes is the one that they were made with. Nothing is wrong where none were made.
 *
 * @throws LedgerError `damaged`.
 */
export function assertKey(sql: Sql, directory: string): void {
  if (readProof(sql) !== null) readKey(sql, join(directory, FILE));
}

const PROVED = 'campaign';

function readKey(sql: Sql, path: string): HashKey {
  const bytes = readBytes(path);
  const key = bytes === null ? null : toHashKey(bytes);
  const proof = readProof(sql);
  if (key !== null && proof !== null && isEqual(key.word(PROVED), proof)) return key;
  throw new LedgerError(
    'damaged',
    `the key ${path} is ${key === null ? 'lost' : 'not the one that the hashes were made with'}: without it nobody can ` +
      'tell who was texted by the runs that were purged, so nothing is planned. Put the file back from a backup',
  );
}

function readProof(sql: Sql): string | null {
  return sql.get<{ proof: string }>('SELECT proof FROM hash_key')?.proof ?? null;
}

/** Null where there is none, or half of one: it was never used then. */
function readBytes(path: string): Buffer | null {
  const bytes = existsSync(path) ? withPath(path, () => readFileSync(path)) : null;
  return bytes?.length === BYTES ? bytes : null;
}

/** On the disk, synced, before the first hash is: a hash without its key would be worth nothing. */
function makeFile(directory: string, path: string): Buffer {
  const bytes = randomBytes(BYTES);
  withPath(path, () => {
    writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
    sync(`${path}.new`);
    renameSync(`${path}.new`, path);
    sync(directory);
  });
  return bytes;
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function toHashKey(bytes: Buffer): HashKey {
  const secret = createSecretKey(bytes);
  const hmac = (text: string) => createHmac('sha256', secret).update(text);
  // Without a Buffer between: a plan asks once a recipient.
  const short = (text: string): string => hmac(text).digest('base64url').slice(0, CHARACTERS);
  return {
    phone: (phone) => short(`phone:${phone}`),
    word: (text) => short(`word:${text}`),
    cover: (textHash, phone, runId) => {
      const pad = hmac(`text:${phone}:${runId}`).digest().readBigUInt64BE() >> 11n;
      return Number(BigInt(textHash) ^ pad);
    },
  };
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
