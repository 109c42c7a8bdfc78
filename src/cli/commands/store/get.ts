import { toCommand } from '../../store/mailbox/change.ts';

/** `campaign store get ID…`: messages of the extension's store as they are now. */
export const get = toCommand({
  action: 'get',
  done: null,
  examples: [
    ['$0 store get 1724099000001', 'one message'],
    ['$0 store get 1724099000001 1724099000002 --json', 'several at once, each with what became of it'],
  ],
  apply: (messages, ids) => messages.read(ids),
});
