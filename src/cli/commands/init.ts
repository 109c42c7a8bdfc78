import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import { positional, type Arguments, type Command } from '../command.ts';
import type { Context } from '../context.ts';
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
    { shownAs: `campaigns/${name}.csv`, path: join(directory, `${name}.csv`), content: CSV },
    { shownAs: `campaigns/${name}.yaml`, path: join(directory, `${name}.yaml`), content: YAML },
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
  for (const file of files) context.say(`made ${file.shownAs}`);
  context.say(`Put your recipients in, then try it without an account:
  campaign run campaigns/${name}.csv --sandbox`);
  return EXIT.ok;
}

const CSV = `phone,first_name
+14155550101,Ada
(212) 555-0102,Grace
`;

const YAML = `# The campaign beside its file. Every key is a flag's name in camelCase; see \`campaign run --help\`.
from: +16505550100
text: Hi {{first_name|there}}, this is a message from Example Co. Reply STOP to opt out.
# Numbers without + are taken as numbers of this country.
defaultCountry: US
batchSize: 1000
`;
