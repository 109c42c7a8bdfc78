import { MessageChannel } from 'node:worker_threads';
import type { Inspector, StartInspector } from '../../src/ledger/inspect-aside.ts';
import { tellInspection } from '../../src/ledger/inspect-service.ts';

/**
 * What the thread that looks at a ledger does, done by this one at the other end of a real channel. Node 20 starts no
 * thread from TypeScript.
 */
export const inspectHere: StartInspector = (place): Inspector => {
  const { port1, port2 } = new MessageChannel();
  tellInspection(port2, place);
  return {
    on: (event: string, listener: (value: never) => void) =>
      port1.once(event, (value: unknown) => {
        port1.close();
        (listener as (found: unknown) => void)(value);
      }),
  };
};
