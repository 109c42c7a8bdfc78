import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, type Problem } from '../../../core/error.ts';
import type { Context } from '../../context.ts';
import { resolveOptions, type OptionSources } from '../../settings/resolve.ts';
import type { NamedSender } from '../judge/senders.ts';

export interface WorkspaceSettings {
  readonly senders: readonly NamedSender[];
  /** Of campaign.config.yaml and of CAMPAIGN_ variables. */
  readonly commonProblems: readonly Problem[];
  /** Of campaigns/*.yaml. */
  readonly campaignProblems: readonly Problem[];
}

const CONFIG = 'campaign.config.yaml';

/** Reads every source of settings that a campaign of this workspace could have, each by itself. */
export function readWorkspaceSettings(context: Context): WorkspaceSettings {
  const { directory } = context.workspace;
  const file = (shownAs: string) => readSource({}, [{ path: join(directory, shownAs), shownAs }]);
  const common = [readSource(context.io.environment, []), file(CONFIG)];
  const campaigns = listCampaignFiles(directory).map(file);
  return {
    senders: [...common, ...campaigns].flatMap(({ senders }) => senders),
    commonProblems: common.flatMap(({ problems }) => problems),
    campaignProblems: campaigns.flatMap(({ problems }) => problems),
  };
}

function readSource(
  environment: OptionSources['environment'],
  files: OptionSources['files'],
): { readonly senders: readonly NamedSender[]; readonly problems: readonly Problem[] } {
  try {
    const { values, sources } = resolveOptions({ flags: {}, environment, files });
    return { senders: values.from.map((phone) => ({ phone, where: sources.from })), problems: [] };
  } catch (error) {
    if (error instanceof InputError) return { senders: [], problems: error.problems };
    const [{ shownAs } = { shownAs: '' }] = files;
    const found = `can't be read: ${(error as Error).message}`;
    return { senders: [], problems: [{ where: shownAs, found, remedy: 'Allow reading it' }] };
  }
}

function listCampaignFiles(directory: string): readonly string[] {
  try {
    return readdirSync(join(directory, 'campaigns'))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => `campaigns/${name}`);
  } catch {
    // Not there, or the check of the workspace says why it can't be read.
    return [];
  }
}
