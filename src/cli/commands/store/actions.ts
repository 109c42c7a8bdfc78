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
