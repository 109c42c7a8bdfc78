import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign store`. */
export const STORE_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'batches',
    describe: 'The batches of the high volume store, newest first',
    load: async () => (await import('./batches.ts')).batches,
  },
  {
    usage: 'list',
    describe: 'Messages of your extension’s message store, newest first',
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'get <id..>',
    describe: 'Messages of it by their ids',
    load: async () => (await import('./get.ts')).get,
  },
  {
    usage: 'content <id> [attachment]',
    describe: 'The bytes of an attachment, into a file or to stdout',
    load: async () => (await import('./content.ts')).content,
  },
  {
    usage: 'read <id..>',
    describe: 'Mark messages as read',
    load: async () => (await import('./read.ts')).read,
  },
  {
    usage: 'unread <id..>',
    describe: 'Mark messages as unread',
    load: async () => (await import('./unread.ts')).unread,
  },
  {
    usage: 'delete <id..>',
    describe: 'Delete messages; until they are purged, restore brings them back',
    load: async () => (await import('./delete.ts')).remove,
  },
  {
    usage: 'restore <id..>',
    describe: 'Bring deleted messages back',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    usage: 'send',
    describe: 'Send one standard SMS, once, and follow it to its end',
    load: async () => (await import('./send.ts')).send,
  },
];
