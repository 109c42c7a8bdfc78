import type { Argv } from 'yargs';
import type { CampaignOptionName } from '../settings/options.ts';
import { flagOf } from '../settings/resolve.ts';

/** Under which heading `--help` shows an option of a campaign, in the order of the headings. */
export const OPTION_GROUPS: Readonly<Record<string, readonly CampaignOptionName[]>> = {
  'The message:': ['from', 'text', 'textFile', 'smartPunctuation'],
  'The file:': ['defaultCountry', 'column', 'delimiter', 'encoding', 'maxInvalid'],
  'The campaign:': ['name', 'runKey', 'batchSize', 'price'],
  'Who is left out:': ['exclude', 'excludeRun', 'minDaysBetween', 'repeatGuard', 'optOutScope'],
  'When, and how fast:': ['window', 'windowZone', 'stateRules', 'rate', 'dailyCap', 'queueAhead'],
  'Limits:': ['maxCost', 'maxMessages', 'maxSpam'],
  'To its end:': [
    'wait',
    'trackFor',
    'settleAfter',
    'minDelivered',
    'requestTimeout',
    'tunnelMethods',
    'inDoubt',
    'inDoubtGrace',
  ],
};

/** Puts those options of a command that are a campaign's under their headings. */
export function groupOptions(program: Argv, names: readonly CampaignOptionName[]): Argv {
  return Object.entries(OPTION_GROUPS).reduce((built, [heading, members]) => {
    const here = members.filter((name) => names.includes(name)).map((name) => flagOf(name).slice(2));
    return here.length === 0 ? built : built.group(here, heading);
  }, program);
}
