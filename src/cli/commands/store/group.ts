import type { Command } from '../../command.ts';
import { unknownWord } from '../../usage-error.ts';
import { STORE_ACTIONS } from './actions.ts';

/** `campaign store ACTION`: what the provider keeps, whoever sent it. Each action is a command of its own. */
export const store: Command = {
  builder: (yargs) => yargs.example('$0 store batches --date-from 7d', 'what was sent this week'),
  handle: (_context, argv) => {
    const { action } = argv;
    const word = typeof action === 'string' ? action : '';
    return Promise.reject(unknownWord('action', word, 'campaign store', STORE_ACTIONS));
  },
};
