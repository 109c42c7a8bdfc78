import { toCommand } from '../../store/mailbox/change.ts';

/** `campaign store unread ID…` */
export const unread = toCommand({
  action: 'unread',
  done: 'marked as unread',
  examples: [['$0 store unread 1724099000001', 'somebody is to look at it again']],
  apply: (messages, ids) => messages.setReadStatus(ids, 'Unread'),
});
