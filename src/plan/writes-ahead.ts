/** Chunks that may be on their way to the ledger while the next is read: more than a transaction holds. */
const MOST = 24;

/** Writes that are begun in order and not waited for at once, so that the next chunk is made while the last is stored. */
export interface WritesAhead {
  /** Begins a chunk's writes, once few enough of earlier chunks are open. Rejects with what an earlier one met. */
  add(begin: () => readonly Promise<void>[]): Promise<void>;
  /** Waits for all of them. Rejects with what the first met. */
  end(): Promise<void>;
}

export function openWritesAhead(most = MOST): WritesAhead {
  const open: Promise<void>[] = [];
  return {
    add: async (begin) => {
      if (open.length >= most) await open.shift();
      const chunk = Promise.all(begin()).then(() => undefined);
      chunk.catch(() => undefined); // looked at when its turn comes
      open.push(chunk);
    },
    end: async () => {
      const results = await Promise.allSettled(open.splice(0));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
