import type { CallCounts } from '../core/calls.ts';
import { nameCall } from './paths.ts';
import { WireError } from './transport.ts';

/** Counts calls as they end; `take` tells those since it was asked last. */
export interface CallCounter {
  count(method: string, path: string): void;
  take(): CallCounts;
}

export function openCallCounter(): CallCounter {
  let counts = new Map<string, number>();
  return {
    count(method, path) {
      const endpoint = nameEndpoint(method, path);
      counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    },
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
  };
}

/** Whether a request that failed may have reached the provider: only then it was a call. */
export function mayHaveArrived(error: unknown): boolean {
  return !(error instanceof WireError) || error.stage === 'unanswered';
}

/** What follows these is an id, or several with commas between them; names as in the API's specification. */
const IDS: readonly (readonly [before: RegExp, name: string])[] = [
  [/(\/a2p-sms\/batches\/)[^/]+/, '{batchId}'],
  [/(\/a2p-sms\/messages\/)[^/]+/, '{messageId}'],
  [/(\/phone-number\/)[^/]+/, '{phoneNumberId}'],
  [/(\/message-store\/[^/]+\/content\/)[^/]+/, '{attachmentId}'],
  [/(\/message-store\/)[^/]+/, '{messageId}'],
];

/**
 * The endpoint of a call: `GET /a2p-sms/messages/{messageId}`. The method is the one that a tunneled POST stands for.
 *
 * @param path without the query
 */
export function nameEndpoint(method: string, path: string): string {
  const bare = IDS.reduce((name, [before, id]) => name.replace(before, `$1${id}`), path);
  return nameCall(method, bare);
}
