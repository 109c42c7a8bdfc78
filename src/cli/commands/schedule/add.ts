import { InputError, type Problem } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { nextOccurrences, parseCron, type CronExpression } from '../../../schedule/cron-expression.ts';
import { formatLocal, formatUtc, toZone } from '../../../schedule/local-time.ts';
import { CATCH_UPS, type CatchUp } from '../../../schedule/schedule.ts';
import {
  addCampaignOptions,
  readFlags,
  requestCampaign,
  requireSenders,
  RUN_OPTIONS,
} from '../../campaign-options.ts';
import { positional, type Arguments, type Command } from '../../command.ts';
import { chooseWorld } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { readCredentials } from '../../settings/credentials.ts';
import { keepOptions } from '../../schedule/option-words.ts';
import { changeSchedules, type Schedule } from '../../schedule/schedule-file.ts';

/** What a schedule may say of its campaign: all but the run key, which is the occurrence. */
const OPTIONS = RUN_OPTIONS.filter((name) => name !== 'runKey');

/** `campaign schedule add SCHEDULE FILE --cron … --zone …`: everything that `run` would refuse is refused now. */
export const add: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('schedule', { type: 'string', demandOption: true, describe: 'what to call the schedule' })
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'CSV of recipients, as for run; read anew for each occurrence',
        })
        .option('cron', {
          type: 'string',
          requiresArg: true,
          describe: "when: five fields of cron, '0 9 * * MON-FRI', or @daily",
        })
        .option('zone', {
          type: 'string',
          requiresArg: true,
          describe: 'whose clock --cron is told by, such as America/New_York',
        })
        .option('catch-up', {
          type: 'string',
          requiresArg: true,
          default: 'last',
          describe: 'what is started of occurrences that were missed: none, last or all (10 at most)',
        })
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'text nobody: use the embedded sandbox',
        })
        .example(
          "$0 schedule add weekly campaigns/weekly.csv --cron '0 9 * * MON' --zone America/New_York",
          'every Monday at nine in New York',
        ),
      OPTIONS,
    ),
  handle: addSchedule,
};

async function addSchedule(context: Context, argv: Arguments): Promise<ExitCode> {
  const now = context.clock.now();
  const { timing, cron } = readTiming(argv, now);
  const request = requestCampaign(context, positional(argv, 'file'), readFlags(argv, OPTIONS));
  requireSenders(request);
  if (request.options.runKey !== null) {
    const remedy = 'Take it away: each occurrence is a run key of its own';
    throw new InputError([{ where: request.sources.runKey, found: 'a schedule has no run key', remedy }]);
  }
  const sandbox = argv['sandbox'] === true;
  await chooseWorld(context, sandbox);
  const added: Schedule = {
    name: positional(argv, 'schedule'),
    ...timing,
    file: request.file.shownAs,
    sandbox,
    options: keepOptions(context, readFlags(argv, OPTIONS)),
  };
  await changeSchedules(context, (before) => {
    if (!before.some(({ name }) => name === added.name)) return [...before, added];
    const remedy = `Choose another name, or take it away first: campaign schedule remove ${added.name}`;
    throw new InputError([{ where: added.name, found: 'there is a schedule of this name', remedy }]);
  });
  warnOfEnvironment(context, Object.values(request.sources));
  if (!sandbox && !hasOwnCredentials(context)) context.warn(ONLY_HERE);
  tell(context, added, nextOccurrences(cron, now, 3));
  return EXIT.ok;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @throws InputError with every problem at once. */
function readTiming(
  argv: Arguments,
  addedAt: number,
): {
  readonly timing: Pick<Schedule, 'cron' | 'zone' | 'catchUp' | 'addedAt'>;
  readonly cron: CronExpression;
} {
  const [words, zoneWord, catchUp] = [argv['cron'], argv['zone'], argv['catch-up']];
  const problems: Problem[] = [];
  const name = positional(argv, 'schedule');
  if (!NAME.test(name)) {
    const remedy = 'Use up to 64 letters, digits, dots, dashes and underscores';
    problems.push({ where: 'SCHEDULE', found: `${JSON.stringify(name)} is not a name`, remedy });
  }
  const zone = typeof zoneWord === 'string' ? toZone(zoneWord) : null;
  if (zone === null) {
    const found = zoneWord === undefined ? 'no zone is given' : `${JSON.stringify(zoneWord)} is no zone`;
    problems.push({ where: '--zone', found, remedy: 'Say whose clock counts, such as America/New_York' });
  }
  if (!CATCH_UPS.some((known) => known === catchUp)) {
    const found = `${JSON.stringify(catchUp)} can not be used`;
    problems.push({ where: '--catch-up', found, remedy: 'Use none, last or all' });
  }
  const cron = readCron(words, zone ?? 'UTC', addedAt);
  if ('where' in cron) problems.push(cron);
  if (problems.length > 0 || zone === null || 'where' in cron) throw new InputError(problems);
  return { timing: { cron: words as string, zone, catchUp: catchUp as CatchUp, addedAt }, cron };
}

function readCron(words: Arguments[string], zone: string, now: number): CronExpression | Problem {
  const remedy = "Use minute, hour, day of month, month and day of week, such as '0 9 * * MON-FRI', quoted";
  if (typeof words !== 'string') {
    const found = words === undefined ? 'no time is given' : 'it is given twice';
    return { where: '--cron', found, remedy };
  }
  const cron = parseCron(words, zone);
  if ('problem' in cron) {
    return { where: '--cron', found: `${JSON.stringify(words)} can not be used: ${cron.problem}`, remedy };
  }
  if (cron.next(now) !== null) return cron;
  return { where: '--cron', found: `${JSON.stringify(words)} never comes`, remedy };
}

/** What stands in the environment of this shell is in no cron job's. */
function warnOfEnvironment({ warn }: Context, sources: readonly string[]): void {
  const variables = [...new Set(sources.filter((source) => source.startsWith('CAMPAIGN_')))];
  if (variables.length === 0) return;
  warn(
    `warning: ${variables.join(', ')} of this shell counted now. Cron will not have it: use a flag or the YAML`,
  );
}

const ONLY_HERE =
  'warning: credentials of this shell counted now. Cron will not have them: put them into .env';

/** Whether the workspace's `.env` is enough to sign in. */
function hasOwnCredentials({ workspace }: Context): boolean {
  try {
    return readCredentials(workspace.directory, {}) !== null;
  } catch {
    // Some of them are there, and the rest in the environment.
    return false;
  }
}

function tell(context: Context, added: Schedule, next: readonly number[]): void {
  context.say(`added ${added.name}: ${added.file}, ${added.cron} in ${added.zone}. Next:`);
  for (const at of next) context.say(`  ${formatLocal(at, added.zone)}  =  ${formatUtc(at)}`);
  context.say(
    'It is started by cron once `campaign schedule install` was called here, or by `campaign schedule run`.',
  );
  if (!context.flags.json) return;
  const { name, cron, zone, catchUp, file, sandbox } = added;
  const instants = next.map((at) => new Date(at).toISOString());
  const document = {
    schema: 'campaign-schedule-add/1',
    name,
    cron,
    zone,
    catchUp,
    file,
    sandbox,
    next: instants,
  };
  context.print(JSON.stringify(document, null, 2));
}
