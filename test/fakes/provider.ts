import type { Provider } from '../../src/core/provider.ts';

/** A provider that knows only the calls it is given; any other call is a mistake of the caller. */
export function providerOf(calls: Partial<Provider>): Provider {
  const unexpected = (call: string) => () => Promise.reject(new Error(`nobody expected ${call}`));
  return {
    createBatch: unexpected('createBatch'),
    listBatches: unexpected('listBatches'),
    readBatch: unexpected('readBatch'),
    listMessages: unexpected('listMessages'),
    readStatuses: unexpected('readStatuses'),
    listNumbers: unexpected('listNumbers'),
    readRegistration: unexpected('readRegistration'),
    // Every submit asks for them.
    listOptOuts: () => Promise.resolve({ records: [], nextPageToken: null }),
    addOptOuts: unexpected('addOptOuts'),
    signIn: unexpected('signIn'),
    readIdentity: unexpected('readIdentity'),
    clockSkewMs: () => null,
    onSilence: () => undefined,
    takeCalls: () => new Map(),
    close: () => Promise.resolve(),
    ...calls,
  };
}
