import type { Argv } from 'yargs';

/** The heading of those options that every command has. */
export const EVERYWHERE = 'Everywhere:';

/** Adds the flags that every command has. */
export function addGlobalOptions(program: Argv): Argv {
  return program
    .option('workspace', {
      type: 'string',
      global: true,
      group: EVERYWHERE,
      describe: 'directory of campaigns, state and reports (or CAMPAIGN_WORKSPACE; default: here)',
    })
    .option('json', {
      type: 'boolean',
      global: true,
      group: EVERYWHERE,
      default: false,
      describe: 'one JSON document on stdout',
    })
    .option('quiet', {
      type: 'boolean',
      global: true,
      group: EVERYWHERE,
      default: false,
      describe: 'only what must be read',
    })
    .option('verbose', {
      type: 'boolean',
      alias: 'v',
      global: true,
      group: EVERYWHERE,
      default: false,
      describe: 'tell every call',
    })
    .option('color', {
      type: 'boolean',
      global: true,
      group: EVERYWHERE,
      default: true,
      describe: 'bars and colors on a terminal',
    });
}

/** Lets `--help` show a command's own options before those that every command has, and its arguments first of all. */
export function putOwnFirst(program: Argv): Argv {
  return program.group([], 'Positionals:').group([], 'Options:');
}
