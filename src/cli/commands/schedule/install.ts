import { InputError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { editCrontab, findUnwritable, formatBlock, toBytes } from '../../../schedule/crontab.ts';
import { ask } from '../../ask.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readCrontab, writeCrontab } from '../../schedule/crontab-command.ts';
import { readSchedules } from '../../schedule/schedule-file.ts';
import { toTickCommand } from '../../schedule/tick-command.ts';

/** `campaign schedule install`: one marked block of the user's crontab for each workspace; the rest is left as it is. */
export const install: Command = {
  builder: (yargs) =>
    yargs
      .option('print', { type: 'boolean', default: false, describe: 'only show the lines, on stdout' })
      .option('remove', { type: 'boolean', default: false, describe: "take this workspace's lines out" })
      .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
      .example('$0 schedule install', 'shows the lines, and asks')
      .example('$0 schedule install --remove', 'from now on cron starts nothing here'),
  handle: installSchedules,
};

async function installSchedules(context: Context, argv: Arguments): Promise<ExitCode> {
  const { directory } = context.workspace;
  const block = blockOf(directory);
  if (argv['print'] === true) {
    context.io.stdout.write(block);
    return EXIT.ok;
  }
  const isRemoval = argv['remove'] === true;
  const before = await readCrontab(context.io.environment);
  const edited = editCrontab(before, directory, isRemoval ? null : toBytes(block));
  if ('problem' in edited) {
    const remedy = 'Mend these lines with `crontab -e` first. Nothing was changed';
    throw new InputError([{ where: `crontab:${edited.line}`, found: edited.problem, remedy }]);
  }
  const isChanged = edited.text !== before;
  if (isChanged) {
    await requireYes(context, argv['yes'] === true, isRemoval ? null : block);
    await writeCrontab(edited.text, context.io.environment);
  }
  tell(context, isRemoval, isChanged);
  return EXIT.ok;
}

function blockOf(workspace: string): string {
  const command = toTickCommand(workspace);
  const bad = findUnwritable(command);
  if (bad === null) return formatBlock(command);
  const remedy = 'Rename it: a crontab can not hold control characters, and takes \\ for its own';
  throw new InputError([{ where: 'campaign schedule install', found: JSON.stringify(bad), remedy }]);
}

async function requireYes(context: Context, isYes: boolean, block: string | null): Promise<void> {
  if (block === null) context.say("takes this workspace's lines out of your crontab");
  else context.say(`puts these lines into your crontab:\n\n${block}`);
  if (isYes) return;
  const where = 'campaign schedule install';
  if (!context.isInteractive) {
    const remedy = 'Nothing was changed. Say --yes to change it without asking';
    throw new InputError([{ where, found: 'there is no terminal to ask for approval', remedy }]);
  }
  if (await ask(context, 'Change the crontab?')) return;
  throw new InputError([{ where, found: 'not approved', remedy: 'Nothing was changed' }]);
}

function tell(context: Context, isRemoval: boolean, isChanged: boolean): void {
  const there = isRemoval ? 'out of your crontab' : 'in your crontab';
  context.say(
    isChanged ? `done: the lines are ${there}` : `nothing to change: the lines are ${there} already`,
  );
  const count = readSchedules(context).length;
  if (!isRemoval && count === 0)
    context.say('Nothing is due yet: add a schedule with `campaign schedule add`');
  if (!context.flags.json) return;
  const document = { schema: 'campaign-schedule-install/1', installed: !isRemoval, changed: isChanged };
  context.print(JSON.stringify(document, null, 2));
}
