import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { nearest } from '../nearest.ts';

/** The settings of all campaigns of a workspace. */
export const WORKSPACE_CONFIG = 'campaign.config.yaml';

/** The directory that holds a company's campaigns, their state and their reports. */
export interface Workspace {
  readonly directory: string;
  /** `.campaign/`: the ledger, the lock, the cached token. */
  readonly state: string;
  readonly reports: string;
}

/** `--workspace`, else `CAMPAIGN_WORKSPACE`, else where the command runs. */
export function findWorkspace(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Workspace {
  const [given, where] =
    flag === undefined ? [environment['CAMPAIGN_WORKSPACE'], 'CAMPAIGN_WORKSPACE'] : [flag, '--workspace'];
  const directory = resolve(cwd, given ?? '.');
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new InputError([
      { where, found: `${directory} is not a directory`, remedy: 'Make it, or name another' },
    ]);
  }
  return { directory, state: join(directory, '.campaign'), reports: join(directory, 'reports') };
}

/** A recipients file: where it is, how messages name it, and the YAML beside it. */
export interface CampaignFile {
  readonly path: string;
  /** Relative to the workspace where it lies inside. */
  readonly shownAs: string;
  /** From the file's name. */
  readonly defaultName: string;
  readonly configs: readonly { readonly path: string; readonly shownAs: string }[];
}

export function findCampaignFile(workspace: Workspace, cwd: string, file: string): CampaignFile {
  const path = [resolve(cwd, file), resolve(workspace.directory, file)].find((candidate) =>
    existsSync(candidate),
  );
  if (path === undefined || !statSync(path).isFile()) {
    throw new InputError([{ where: file, ...describeMissing(workspace, cwd, file, path !== undefined) }]);
  }
  const stem = path.slice(0, path.length - extname(path).length);
  const configs = [`${stem}.yaml`, `${stem}.yml`, join(workspace.directory, WORKSPACE_CONFIG)];
  return {
    path,
    shownAs: showPath(workspace, path),
    defaultName: basename(stem),
    configs: configs.map((config) => ({ path: config, shownAs: showPath(workspace, config) })),
  };
}

function describeMissing(
  workspace: Workspace,
  cwd: string,
  file: string,
  isThere: boolean,
): { readonly found: string; readonly remedy: string } {
  const known = listRecipientFiles(isThere ? resolve(cwd, file) : join(workspace.directory, 'campaigns'));
  const nearby = isThere ? known : [...known, ...listRecipientFiles(cwd)];
  const shown = nearby.map((path) => relative(cwd, path));
  const guess = nearest(file, shown);
  const some = shown.slice(0, 3).join(', ');
  const remedy =
    guess === null
      ? `Name a CSV file with a header line${some === '' ? '; `campaign init NAME` makes one' : `, such as ${some}`}`
      : `Did you mean ${guess}?`;
  if (isThere) return { found: 'this is a directory', remedy };
  const places = cwd === workspace.directory ? cwd : `${cwd} or ${workspace.directory}`;
  return { found: isAbsolute(file) ? 'no such file' : `no such file in ${places}`, remedy };
}

function listRecipientFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => extname(name).toLowerCase() === '.csv');
    return names.sort().map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** A path as people know it: relative to the workspace where it lies inside. */
export function showPath(workspace: Workspace, path: string): string {
  const inside = relative(workspace.directory, path);
  return inside.startsWith('..') ? path : inside;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The campaign's name: a directory of `reports/` and the beginning of RUN. A name that was given must fit as it is; a
 * file's name is made to fit.
 */
export function nameCampaign(given: string | null, where: string, fileStem: string): string {
  if (given === null) {
    const name = fileStem
      .normalize('NFKD')
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 64);
    return NAME.test(name) ? name : 'campaign';
  }
  if (NAME.test(given) && !given.includes('..')) return given;
  throw new InputError([
    {
      where,
      found: `${JSON.stringify(given)} is not a name`,
      remedy: 'Use up to 64 letters, digits, dots, dashes and underscores',
    },
  ]);
}
