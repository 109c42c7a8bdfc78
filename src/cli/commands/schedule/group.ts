import type { Command } from '../../command.ts';
import { unknownWord } from '../../usage-error.ts';
import { SCHEDULE_ACTIONS } from './actions.ts';

/** `campaign schedule ACTION`: campaigns by the clock. Each action is a command of its own. */
export const schedule: Command = {
  builder: (yargs) =>
    yargs
      .example(
        "$0 schedule add weekly campaigns/weekly.csv --cron '0 9 * * MON' --zone America/New_York",
        'every Monday at nine in New York',
      )
      .example('$0 schedule install', 'from now on cron starts what is due'),
  handle: (_context, argv) => {
    const { action } = argv;
    const word = typeof action === 'string' ? action : '';
    return Promise.reject(unknownWord('action', word, 'campaign schedule', SCHEDULE_ACTIONS));
  },
};
