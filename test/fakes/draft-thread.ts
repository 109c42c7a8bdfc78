import { MessageChannel } from 'node:worker_threads';
import { serveDraft } from '../../src/ledger/draft-service.ts';
import type { StartThread, Thread } from '../../src/ledger/draft-thread.ts';

/**
 * What the second thread of a plan does, done by this one: at the other end of a real channel, over a connection of its
 * own. Node 20 starts no thread from TypeScript.
 */
export const startHere: StartThread = (seat): Thread => {
  const { port1, port2 } = new MessageChannel();
  serveDraft(port2, seat);
  return {
    postMessage: (order, handedOver) => {
      port1.postMessage(order, handedOver);
    },
    on: (event: string, listener: (value: never) => void) => {
      port1.on(event === 'exit' ? 'close' : event, listener as (value: unknown) => void);
    },
    ref: () => {
      port1.ref();
    },
    unref: () => {
      port1.unref();
    },
  };
};
