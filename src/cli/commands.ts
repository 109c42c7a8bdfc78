import type { CommandEntry } from './command.ts';
import { OPT_OUT_ACTIONS } from './commands/opt-outs/actions.ts';
import { SANDBOX_ACTIONS } from './commands/sandbox/actions.ts';
import { SCHEDULE_ACTIONS } from './commands/schedule/actions.ts';
import { STORE_ACTIONS } from './commands/store/actions.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'run [file]',
    describe: 'Text every valid recipient of a CSV file once; run it again to resume',
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    usage: 'plan <file>',
    describe: 'Everything but sending: counts, rejected rows, segments, cost, drain time',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  {
    usage: 'resume [run]',
    describe: 'Go on with one unfinished run, or with all of them',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  {
    usage: 'track [run]',
    describe: 'Follow the messages and write the reports; submit nothing',
    load: async () => (await import('./commands/track.ts')).track,
  },
  {
    usage: 'status [run]',
    describe: 'Where a run stands',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    usage: 'runs',
    describe: 'All runs of the workspace',
    load: async () => (await import('./commands/runs.ts')).runs,
  },
  {
    usage: 'report [run]',
    describe: 'Write the reports of a run again',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    usage: 'pause <run>',
    describe: 'Stop submitting; tracking goes on',
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    usage: 'cancel <run>',
    describe: "Give up what isn't submitted yet, for good",
    load: async () => (await import('./commands/cancel.ts')).cancel,
  },
  {
    usage: 'reconcile [run]',
    describe: 'Settle batches in doubt: look at the provider, or decide',
    load: async () => (await import('./commands/reconcile.ts')).reconcile,
  },
  {
    usage: 'retry <run>',
    describe: 'Text those again whose message failed in a way that allows another try',
    load: async () => (await import('./commands/retry.ts')).retry,
  },
  {
    usage: 'test <file>',
    describe: 'Send the first text of a campaign to your own number',
    load: async () => (await import('./commands/test.ts')).test,
  },
  {
    usage: 'opt-outs <action>',
    describe: 'Who is not to be texted: pull, push, list, add, remove, import',
    load: async () => (await import('./commands/opt-outs/group.ts')).optOuts,
    actions: OPT_OUT_ACTIONS,
  },
  {
    usage: 'purge',
    describe: 'Take the numbers and texts of old runs away; sums and keyed hashes stay',
    load: async () => (await import('./commands/purge.ts')).purge,
  },
  {
    usage: 'schedule <action>',
    describe: 'Campaigns by the clock: add, list, remove, install, run, tick',
    load: async () => (await import('./commands/schedule/group.ts')).schedule,
    actions: SCHEDULE_ACTIONS,
  },
  {
    usage: 'numbers',
    describe: 'The numbers of your account that may send A2P messages',
    load: async () => (await import('./commands/numbers.ts')).numbers,
  },
  {
    usage: 'store <action>',
    describe: 'What RingCentral keeps: the batches and messages of the high volume store',
    load: async () => (await import('./commands/store/group.ts')).store,
    actions: STORE_ACTIONS,
  },
  {
    usage: 'doctor',
    describe: 'Whether a campaign could start here, and what to mend first',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    usage: 'init <name>',
    describe: 'Make a campaign to start from: campaigns/NAME.csv and NAME.yaml',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    usage: 'sandbox',
    describe: "RingCentral's SMS API on 127.0.0.1, to try and test without an account",
    load: async () => (await import('./commands/sandbox.ts')).sandbox,
    actions: SANDBOX_ACTIONS,
  },
  {
    usage: 'completion [shell]',
    describe: 'A script that completes commands, options and runs in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
