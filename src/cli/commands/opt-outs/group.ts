import type { Command } from '../../command.ts';
import { unknownWord } from '../../usage-error.ts';
import { OPT_OUT_ACTIONS } from './actions.ts';

/**
 * `campaign opt-outs ACTION`: the list of who is not to be texted. Each action is a command of its own; yargs would ask
 * for an argument described here in each of them.
 */
export const optOuts: Command = {
  builder: (yargs) =>
    yargs
      .example('$0 opt-outs pull', 'what has been said to RingCentral counts here as well')
      .example('$0 opt-outs add +14155550123', 'somebody said it on the phone')
      .example('$0 opt-outs list --csv > opt-outs.csv', 'the whole list, for another system'),
  handle: (_context, argv) => {
    const { action } = argv;
    const word = typeof action === 'string' ? action : '';
    return Promise.reject(unknownWord('action', word, 'campaign opt-outs', OPT_OUT_ACTIONS));
  },
};
