import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign store`. */
export const STORE_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'batches',
    describe: 'The batches of the high volume store, newest first',
    load: async () => (await import('./batches.ts')).batches,
  },
  {
    usage: 'batch <id>',
    describe: 'One batch of the high volume store',
    load: async () => (await import('./batch.ts')).batch,
  },
  {
    usage: 'messages',
    describe: 'The messages of the high volume store, both ways, newest first',
    load: async () => (await import('./messages.ts')).messages,
  },
  {
    usage: 'message <id>',
    describe: 'One message of the high volume store, with its text',
    load: async () => (await import('./message.ts')).message,
  },
  {
    usage: 'statuses',
    describe: 'How many of its messages are in which status',
    load: async () => (await import('./statuses.ts')).statuses,
  },
  {
    usage: 'inbox',
    describe: 'What people answered; with --run, the recipients of a run',
    load: async () => (await import('./inbox.ts')).inbox,
  },
];
