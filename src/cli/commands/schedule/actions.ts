import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign schedule`. */
export const SCHEDULE_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'add <schedule> <file>',
    describe: 'Send a campaign again and again, by a cron expression',
    load: async () => (await import('./add.ts')).add,
  },
  {
    usage: 'list',
    describe: 'The schedules of this workspace: what is next, and how the last one ended',
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'remove <schedule>',
    describe: 'Take a schedule away; what it began stays',
    load: async () => (await import('./remove.ts')).remove,
  },
  {
    usage: 'install',
    describe: 'Let cron start what is due: write this workspace into your crontab',
    load: async () => (await import('./install.ts')).install,
  },
  {
    usage: 'run',
    describe: 'Start what is due until it is stopped, on a host without cron',
    load: async () => (await import('./run.ts')).run,
  },
  {
    usage: 'tick',
    describe: 'Start what is due now, and leave: what cron calls each minute',
    load: async () => (await import('./tick.ts')).tick,
  },
];
