import type { Argv } from 'yargs';

/** Adds the flags that every command has. */
export function addGlobalOptions(program: Argv): Argv {
  return program
    .option('workspace', {
      type: 'string',
      global: true,
      describe: 'directory of campaigns, state and reports (or CAMPAIGN_WORKSPACE; default: here)',
    })
    .option('json', {
      type: 'boolean',
      global: true,
      default: false,
      describe: 'one JSON document on stdout',
    })
    .option('quiet', { type: 'boolean', global: true, default: false, describe: 'only what must be read' })
    .option('verbose', {
      type: 'boolean',
      alias: 'v',
      global: true,
      default: false,
      describe: 'tell every call',
    })
    .option('color', {
      type: 'boolean',
      global: true,
      default: true,
      describe: 'bars and colors on a terminal',
    });
}
