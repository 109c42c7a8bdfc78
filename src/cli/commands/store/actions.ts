import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign store`. */
export const STORE_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'batches',
    describe: 'The batches of the high volume store, newest first',
    load: async () => (await import('./batches.ts')).batches,
  },
];
