import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import type { World } from '../../core/run.ts';
import { WATCH_OPTIONS, type CampaignRequest } from '../campaign-options.ts';
import type { Context } from '../context.ts';
import { hashFile, type Exclusions } from '../exclusions.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName } from '../settings/options.ts';
import type { RawValue } from '../settings/raw.ts';
import { showPath } from '../settings/workspace.ts';
import type { ApprovedOption, FileStamp, Terms } from './approval.ts';
import { tellValue } from './option-values.ts';

/** Options that only say how a run is watched: they may differ from the plan's. */
const WATCHING: ReadonlySet<string> = new Set<CampaignOptionName>([
  ...WATCH_OPTIONS,
  'tunnelMethods',
  'wait',
]);

/** Options that stand for something else, which is compared in their place: the template, files, runs. */
const NAMING: ReadonlySet<string> = new Set<CampaignOptionName>([
  'text',
  'textFile',
  'exclude',
  'excludeRun',
]);

/** Options whose values are paths: as flags they count from where one is, and are kept as told from the workspace. */
const PATHS: ReadonlySet<string> = new Set<CampaignOptionName>(['textFile', 'exclude']);

/** Whether an option decides by its own value what is sent, when, from whom or what it costs. */
export function isDeciding(name: string): boolean {
  return !WATCHING.has(name) && !NAMING.has(name);
}

/** What is asked for, as of `now` (epoch milliseconds). Reads the file of recipients for its hash. */
export async function readTerms(
  context: Pick<Context, 'workspace' | 'io'>,
  request: CampaignRequest,
  world: World,
  exclusions: Pick<Exclusions, 'files' | 'runs'>,
  now: number,
): Promise<Terms> {
  const { template, file } = request;
  const stamp = ({ path, sha256 }: FileStamp): FileStamp => ({
    path: showPath(context.workspace, path),
    sha256,
  });
  const textPath = template?.path ?? null;
  return {
    world,
    file: { path: file.shownAs, sha256: await hashFile(file.path) },
    options: listOptions(context, request, world, now),
    texts: {
      template:
        template === null
          ? null
          : { text: template.text, sha256: hashText(template.text), source: template.where },
      file: textPath === null ? null : stamp({ path: textPath, sha256: await hashFile(textPath) }),
    },
    excluded: { files: exclusions.files.map(stamp), runs: exclusions.runs },
  };
}

/** Every option that was given, and every one that decides anything by its default. */
function listOptions(
  { workspace, io }: Pick<Context, 'workspace' | 'io'>,
  request: CampaignRequest,
  world: World,
  now: number,
): Terms['options'] {
  const listed = (Object.keys(CAMPAIGN_OPTIONS) as CampaignOptionName[]).flatMap((name) => {
    const given = request.raws[name];
    const source = request.sources[name];
    if (given === undefined && !isDeciding(name)) return [];
    const isPath = PATHS.has(name) && isFlag(source);
    const raw = given ?? null;
    const option: ApprovedOption = {
      value: tellValue(name, request, world, now),
      source,
      raw: isPath ? mapPaths(raw, (path) => showPath(workspace, resolve(io.cwd, path))) : raw,
    };
    return [[name, option] as const];
  });
  return Object.fromEntries(listed);
}

/** The flags that a plan was made with, so that they needn't be said again. Paths count from where one is now. */
export function flagsOf(
  { workspace, io }: Pick<Context, 'workspace' | 'io'>,
  options: Terms['options'],
): Partial<Record<CampaignOptionName, RawValue>> {
  const fromHere = (path: string): string => relative(io.cwd, resolve(workspace.directory, path));
  const flags = Object.entries(options).flatMap(([name, { source, raw }]) => {
    if (raw === null || !isFlag(source) || !(name in CAMPAIGN_OPTIONS)) return [];
    return [[name, PATHS.has(name) ? mapPaths(raw, fromHere) : raw]];
  });
  return Object.fromEntries(flags) as Partial<Record<CampaignOptionName, RawValue>>;
}

function mapPaths<T extends RawValue | null>(raw: T, change: (path: string) => string): RawValue | T {
  if (typeof raw === 'string') return change(raw);
  return Array.isArray(raw) ? (raw as readonly string[]).map(change) : raw;
}

function isFlag(source: string): boolean {
  return source.startsWith('--');
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
