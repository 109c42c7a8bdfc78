import type { MessagePort } from 'node:worker_threads';
import { inspect } from './inspect.ts';
import { packError, type PackedError } from './packed-error.ts';

/** A ledger that is to be looked at: the workspace's `.campaign/`, and the database in it. */
export interface LedgerPlace {
  readonly directory: string;
  readonly path: string;
}

export type Inspected = { readonly what: 'sound' } | { readonly what: 'failed'; readonly error: PackedError };

/** Looks at the ledger over a connection of its own, closes that, and says once what was found. */
export function tellInspection(
  port: Pick<MessagePort, 'postMessage'>,
  { directory, path }: LedgerPlace,
): void {
  port.postMessage(inspectPacked(directory, path));
}

function inspectPacked(directory: string, path: string): Inspected {
  try {
    inspect(directory, path);
    return { what: 'sound' };
  } catch (error) {
    return { what: 'failed', error: packError(error) };
  }
}
