import { InputError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { positional, type Arguments, type Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { nearest } from '../../nearest.ts';
import { findRunOf } from '../../schedule/occurrence-run.ts';
import { changeSchedules, readProgress, readSchedules, type Schedule } from '../../schedule/schedule-file.ts';

/** `campaign schedule remove SCHEDULE`: nothing is started by it any more. A run that it began stays, for `campaign resume`. */
export const remove: Command = {
  builder: (yargs) =>
    yargs
      .positional('schedule', { type: 'string', demandOption: true, describe: 'a schedule' })
      .example('$0 schedule remove weekly', 'from now on weekly is not sent'),
  handle: removeSchedule,
};

async function removeSchedule(context: Context, argv: Arguments): Promise<ExitCode> {
  const name = positional(argv, 'schedule');
  const schedule = requireSchedule(readSchedules(context), name);
  await changeSchedules(context, (before) => {
    requireSchedule(before, name);
    return before.filter((each) => each.name !== name);
  });
  context.say(`${name} is gone: nothing is started by it any more`);
  const { begun } = readProgress(context, schedule);
  const run = begun === null ? null : await findRunOf(context, schedule, begun);
  const left = run?.isUnfinished === true ? run.name : null;
  if (left !== null) {
    const sandbox = schedule.sandbox ? ' --sandbox' : '';
    context.warn(`The run that it began is not finished. Go on: campaign resume ${left}${sandbox}`);
    context.warn(`Or give it up: campaign cancel ${left}`);
  }
  if (context.flags.json) {
    const document = { schema: 'campaign-schedule-remove/1', name, unfinishedRun: left };
    context.print(JSON.stringify(document, null, 2));
  }
  return EXIT.ok;
}

function requireSchedule(all: readonly Schedule[], name: string): Schedule {
  const found = all.find((schedule) => schedule.name === name);
  if (found !== undefined) return found;
  const names = all.map((schedule) => schedule.name);
  const guess = nearest(name, names);
  const remedy = guess === null ? 'See `campaign schedule list`' : `Did you mean ${guess}?`;
  throw new InputError([
    { where: 'SCHEDULE', found: `there is no schedule ${JSON.stringify(name)}`, remedy },
  ]);
}
