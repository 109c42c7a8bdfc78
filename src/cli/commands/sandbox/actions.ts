import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign sandbox`; without one it starts, changes or shows a sandbox. */
export const SANDBOX_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'reply',
    describe: "Text one of a running sandbox's numbers, as a person would: STOP, START or anything",
    load: async () => (await import('./reply.ts')).reply,
  },
];
