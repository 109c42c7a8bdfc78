import type { CommandEntry } from '../../command.ts';

/** The actions of `campaign opt-outs`. */
export const OPT_OUT_ACTIONS: readonly CommandEntry[] = [
  {
    usage: 'pull',
    describe: "Read the provider's opt-outs into this workspace",
    load: async () => (await import('./pull.ts')).pull,
  },
  {
    usage: 'push',
    describe: "Tell the provider of the opt-outs that it doesn't have",
    load: async () => (await import('./push.ts')).push,
  },
  {
    usage: 'list',
    describe: 'Who is not to be texted, or at which numbers messages failed for good',
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'add <phone..>',
    describe: 'Note that somebody has opted out',
    load: async () => (await import('./add.ts')).add,
  },
  {
    usage: 'remove <phone..>',
    describe: 'Take opt-outs back, for people who asked for texts again',
    load: async () => (await import('./remove.ts')).remove,
  },
  {
    usage: 'import <file>',
    describe: 'Add the opt-outs of a CSV file; nobody is ever opted back in',
    load: async () => (await import('./import.ts')).importFile,
  },
];
