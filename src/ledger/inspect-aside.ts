import { Worker } from 'node:worker_threads';
import { inspect } from './inspect.ts';
import type { Inspected, LedgerPlace } from './inspect-service.ts';
import { unpackError } from './packed-error.ts';

/** What is used of a thread: one message of it, and that it has ended. */
export interface Inspector {
  on(event: 'message', listener: (found: Inspected) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

export type StartInspector = (place: LedgerPlace) => Inspector;

/** Its own code, and one row of an answer. What SQLite takes is not counted here. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** Null where this is not the built program: Node 20 runs no TypeScript. */
export const startInspector: StartInspector | null = import.meta.url.endsWith('.js')
  ? (place) =>
      new Worker(new URL('./inspect-worker.js', import.meta.url), {
        workerData: place,
        resourceLimits: LIMITS,
      })
  : null;

/**
 * Looks at a ledger by a second thread, as `inspect` does. A thread that is lost has said nothing: then this one looks.
 *
 * @throws LedgerError what `inspect` throws.
 */
export async function inspectAside(start: StartInspector, place: LedgerPlace): Promise<void> {
  const found = await hear(start(place));
  if (found === null) inspect(place.directory, place.path);
  else if (found.what === 'failed') throw unpackError(found.error);
}

/** Null: it has failed or ended without a word. */
function hear(thread: Inspector): Promise<Inspected | null> {
  return new Promise((resolve) => {
    const lose = (): void => {
      resolve(null);
    };
    thread.on('message', resolve);
    thread.on('error', lose);
    thread.on('exit', lose);
  });
}
