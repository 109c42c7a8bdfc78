import { toCommand } from '../../store/mailbox/change.ts';

/** `campaign store read ID…` */
export const read = toCommand({
  action: 'read',
  done: 'marked as read',
  examples: [['$0 store read 1724099000001', 'this one needs nobody any more']],
  apply: (messages, ids) => messages.setReadStatus(ids, 'Read'),
});
