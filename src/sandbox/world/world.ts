import { createClock, type WorldClock } from '../clock.ts';
import { fingerprint } from '../draw.ts';
import type { OwnedNumber } from '../owned-numbers.ts';
import type { Sender } from '../parse-senders.ts';
import { type Database, openDatabase } from './database.ts';
import { ownSenders } from './own-senders.ts';
import type { Choices, Settings } from './settings.ts';

/** Everything a handler needs: the state on disk, what the operator chose, and the time. */
export interface World {
  readonly db: Database;
  /** As they are now: the operator may change them while the world runs. */
  readonly settings: Settings;
  readonly clock: WorldClock;
  /** The real time in microseconds, which a skewed clock of the world is off from. */
  readonly realNow: () => number;
  readonly credentials: Credentials;
  /** The extension's phone numbers: the built-in ones, then the operator's senders. */
  readonly numbers: readonly OwnedNumber[];
  /** Changes settings until the sandbox ends, and numbers for good. */
  readonly change: (choices: Partial<Choices>, senders: readonly Sender[]) => void;
  /** Closes the state and lets go of the directory. */
  readonly close: () => void;
}

/** The one app and the one user that can sign in; the same for the same seed. */
interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
}

/**
 * Opens the world in `directory`. A directory belongs to the seed it was started with: no seed means that one (or
 * `sandbox` for a new directory), another seed is refused. Of the operator's
 * choices the seed and the senders are kept on disk.
 */
export function openWorld(
  directory: string,
  settings: Omit<Settings, 'seed'> & { readonly seed: string | undefined },
  senders: readonly Sender[],
  nowMs: () => number,
): World {
  const { db, close } = openDatabase(directory);
  try {
    const seed = settleSeed(db, directory, settings.seed);
    let current: Settings = { ...settings, seed };
    let numbers = ownSenders(db, senders);
    return {
      db,
      get settings() {
        return current;
      },
      clock: createClock(() => nowMs() + current.clockSkewMs),
      realNow: () => Math.floor(nowMs() * 1000),
      credentials: buildCredentials(seed),
      get numbers() {
        return numbers;
      },
      change: (choices, added) => {
        numbers = ownSenders(db, added);
        current = { ...current, ...choices };
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function settleSeed(db: Database, directory: string, asked: string | undefined): string {
  const row = db.prepare("SELECT value FROM world WHERE name = 'seed'").get() as
    { value: string } | undefined;
  if (row === undefined) {
    const seed = asked ?? 'sandbox';
    db.prepare("INSERT INTO world VALUES ('seed', ?)").run(seed);
    return seed;
  }
  if (asked !== undefined && asked !== row.value) {
    throw new Error(
      `${directory} holds the world of seed "${row.value}", not "${asked}": use another directory`,
    );
  }
  return row.value;
}

function buildCredentials(seed: string): Credentials {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = fingerprint(seed, 'jwt').slice(0, 43);
  return {
    clientId: `sandbox-${fingerprint(seed, 'client').slice(0, 14)}`,
    clientSecret: `sandbox-${fingerprint(seed, 'secret').slice(0, 32)}`,
    jwt: `${part({ alg: 'none', kid: 'sandbox' })}.${part({ iss: 'sandbox', sub: fingerprint(seed, 'user').slice(0, 12) })}.${signature}`,
  };
}
