import { toCommand } from '../../store/mailbox/change.ts';

/** `campaign store restore ID…`: back from Deleted, as long as it isn't Purged. */
export const restore = toCommand({
  action: 'restore',
  done: 'restored',
  examples: [
    ['$0 store list --availability Deleted', 'what can be restored'],
    ['$0 store restore 1724099000001', 'and this one is'],
  ],
  apply: (messages, ids) => messages.restore(ids),
});
