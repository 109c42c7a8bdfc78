import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import { positional, type Arguments, type Command } from '../command.ts';
import type { Context } from '../context.ts';
import { ignoreState } from '../init/git-ignore.ts';
import { ENV_EXAMPLE, STARTER_CSV, toStarterYaml } from '../init/starter.ts';
import { nameCampaign } from '../settings/workspace.ts';

/** `campaign init NAME`: a campaign to start from. Never writes over a file. */
export const init: Command = {
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'name of the campaign' })
      .example('$0 init spring-sale', 'makes campaigns/spring-sale.csv and campaigns/spring-sale.yaml')
      .example('$0 run campaigns/spring-sale.csv --sandbox', 'and tries it at once'),
  handle: initCampaign,
};

async function initCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const name = nameCampaign(positional(argv, 'name'), 'campaign init', '');
  const directory = join(context.workspace.directory, 'campaigns');
  const files = [
    {
      ...{ shownAs: `campaigns/${name}.csv`, path: join(directory, `${name}.csv`), content: STARTER_CSV },
      purpose: 'your recipients: put them in place of these two',
    },
    {
      ...{ shownAs: `campaigns/${name}.yaml`, path: join(directory, `${name}.yaml`) },
      ...{ content: toStarterYaml(name), purpose: 'the message and its options, with a word on each' },
    },
  ];
  const taken = files.filter((file) => existsSync(file.path));
  if (taken.length > 0) {
    const remedy = 'Choose another name, or move the file away';
    throw new InputError(
      taken.map((file) => ({ where: file.shownAs, found: 'the file is there already', remedy })),
    );
  }
  await mkdir(directory, { recursive: true });
  for (const file of files) await writeFile(file.path, file.content, { flag: 'wx' });
  const width = Math.max(...files.map(({ shownAs }) => shownAs.length));
  for (const { shownAs, purpose } of files) context.say(`made ${shownAs.padEnd(width)}  ${purpose}`);
  await prepareWorkspace(context, width);
  context.say(`Next:
  campaign plan campaigns/${name}.csv           who would get what, and at what cost
  campaign run campaigns/${name}.csv --sandbox  try it: no account, and nobody is texted
  campaign doctor  ${' '.repeat(name.length)}                      with your credentials in .env: could it start for real?`);
  return EXIT.ok;
}

/** What a workspace needs once, whatever campaigns it has. */
async function prepareWorkspace(context: Context, width: number): Promise<void> {
  const { directory } = context.workspace;
  const example = '.env.example';
  if (!['.env', example].some((file) => existsSync(join(directory, file)))) {
    await writeFile(join(directory, example), ENV_EXAMPLE, { flag: 'wx' });
    context.say(`made ${example.padEnd(width)}  where the credentials go, once you have some: .env`);
  }
  const ignored = await ignoreState(directory);
  if (ignored.length > 0) context.say(`.gitignore now has ${ignored.join(', ')}`);
}
