import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { worstOf } from '../../../schedule/outcome.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { tickSchedules, type Tried } from '../../schedule/tick.ts';

/**
 * `campaign schedule tick`: what cron calls each minute. Silent while all is well, so that cron mails only what a person
 * should read, and that once.
 */
export const tick: Command = {
  builder: (yargs) =>
    yargs.example('$0 schedule tick', 'start what is due, for a systemd timer or a crontab of your own'),
  handle: tickOnce,
};

async function tickOnce(context: Context): Promise<ExitCode> {
  const tried = await tickSchedules(context);
  if (tried === null) context.say('another tick is at work: nothing to do');
  else if (tried.length === 0) context.say('nothing is due');
  if (context.flags.json) {
    const steps = (tried ?? []).map(toEntry);
    context.print(
      JSON.stringify({ schema: 'campaign-schedule-tick/1', busy: tried === null, steps }, null, 2),
    );
  }
  return codeOf(context, tried ?? []);
}

/** The code of the worst end that was told just now; of an interrupt, its own. */
export function codeOf({ io }: Pick<Context, 'io'>, tried: readonly Tried[]): ExitCode {
  const isCut = ({ code }: Tried): boolean => code === EXIT.interrupted || code === EXIT.terminated;
  const heard = tried.filter((each) => each.isTold || (io.interrupt.aborted && isCut(each)));
  return worstOf(heard.map(({ code }) => code));
}

function toEntry({ schedule, occurrence, code, standing }: Tried) {
  return { schedule, occurrence: new Date(occurrence).toISOString(), exitCode: code, standing };
}
