import { basename, extname, join, relative, resolve } from 'node:path';
import { InputError } from '../core/error.ts';
import type { Run } from '../core/run.ts';
import { PACE_OPTIONS, readFlags, WATCH_OPTIONS, type CampaignRequest } from './campaign-options.ts';
import type { Arguments } from './command.ts';
import type { Context } from './context.ts';
import type { CampaignOptionName } from './settings/options.ts';
import { resolveOptions, type ResolvedOptions } from './settings/resolve.ts';
import { findStrangers } from './settings/strangers.ts';

/** What a retry takes from now: whom it excludes, when phones may buzz, what it may cost, how it is watched. */
export const RETRY_OPTIONS: readonly CampaignOptionName[] = [
  ...(['exclude', 'excludeRun', 'column', 'defaultCountry', 'batchSize', 'price'] as const),
  ...(['window', 'windowZone', 'stateRules'] as const),
  ...PACE_OPTIONS,
  ...WATCH_OPTIONS,
  'wait',
];

/** A retry as it is asked for: a campaign request whose file, name, texts and senders are the parent's. */
export interface RetryWishes {
  readonly resolved: ResolvedOptions;
  /** The same for a plan that is sent from some of the parent's senders. */
  readonly from: (senders: readonly string[]) => CampaignRequest;
}

/**
 * Reads the settings of a retry: flags, variables, the YAML beside the file that the parent was made from, where it is
 * still there, and the workspace's. What they say of texts and senders is the parent's matter, and not read again.
 *
 * @throws InputError with every problem of all of them at once.
 */
export function readRetryWishes(context: Context, argv: Arguments, parent: Run): RetryWishes {
  const path = resolve(context.workspace.directory, parent.file);
  const configs = listConfigs(context, path);
  const resolved = resolveOptions({
    flags: readFlags(argv, RETRY_OPTIONS),
    environment: context.io.environment,
    files: configs,
  });
  // A file may say it of a sender that it had when the parent was made, or has by now.
  const strangers = findStrangers(resolved, parent.senders).filter(({ where }) => where.startsWith('--'));
  if (strangers.length > 0) throw new InputError(strangers);
  const file = { path, shownAs: parent.name, defaultName: basename(path, extname(path)), configs };
  const sources = { ...resolved.sources, from: parent.name };
  return {
    resolved,
    from: (senders) => ({
      ...resolved,
      sources,
      file,
      name: parent.campaign,
      options: { ...resolved.values, from: senders },
      template: null,
    }),
  };
}

function listConfigs(
  { workspace: { directory } }: Context,
  path: string,
): CampaignRequest['file']['configs'] {
  const stem = path.slice(0, path.length - extname(path).length);
  return [`${stem}.yaml`, `${stem}.yml`, join(directory, 'campaign.config.yaml')].map((config) => {
    const inside = relative(directory, config);
    return { path: config, shownAs: inside.startsWith('..') ? config : inside };
  });
}
