import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv, Options } from 'yargs';
import { InputError } from '../core/error.ts';
import { positional, type Arguments } from './command.ts';
import type { Context } from './context.ts';
import { groupOptions } from './help/option-groups.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName, type CampaignOptions } from './settings/options.ts';
import type { RawValue } from './settings/raw.ts';
import { flagOf, resolveOptions, variableOf, type ResolvedOptions } from './settings/resolve.ts';
import { findStrangers } from './settings/strangers.ts';
import { findCampaignFile, nameCampaign, type CampaignFile } from './settings/workspace.ts';

/** The options of `run` and `plan`. No call of theirs is ever tunnelled: they only GET and POST. */
export const RUN_OPTIONS: readonly CampaignOptionName[] = (
  Object.keys(CAMPAIGN_OPTIONS) as CampaignOptionName[]
).filter((name) => name !== 'tunnelMethods');

/**
 * The options that change how a run is watched: the ones of `resume` and `track`. An approved plan may differ in them.
 */
export const WATCH_OPTIONS: readonly CampaignOptionName[] = [
  'requestTimeout',
  'settleAfter',
  'trackFor',
  'minDelivered',
  'inDoubt',
  'inDoubtGrace',
];

/** The options that bound the submitting: the ones of `run` and `resume`, which may raise them. */
export const PACE_OPTIONS: readonly CampaignOptionName[] = [
  'maxCost',
  'maxMessages',
  'maxSpam',
  'rate',
  'dailyCap',
  'queueAhead',
];

/** Adds campaign options to a command's help and parser. Values stay text: the settings room reads them. */
export function addCampaignOptions(yargs: Argv, names: readonly CampaignOptionName[] = RUN_OPTIONS): Argv {
  const other = `${variableOf('batchSize')}=500`;
  const described = yargs.epilogue(
    `Options can also come from the environment (${other}), from NAME.yaml beside the file and from ` +
      'campaign.config.yaml (batchSize: 500). A flag wins over the environment, that over NAME.yaml, that over ' +
      'campaign.config.yaml.\n',
  );
  const added = names.reduce((program, name) => {
    const spec = CAMPAIGN_OPTIONS[name];
    const defaultText = 'defaultText' in spec ? spec.defaultText : undefined;
    const options: Options = {
      type: spec.shape === 'boolean' ? 'boolean' : spec.shape === 'text' ? 'string' : 'array',
      describe: spec.describe,
      ...(spec.shape === 'boolean' || spec.shape === 'text' ? {} : { string: true }),
      ...(defaultText === undefined ? {} : { defaultDescription: defaultText }),
      ...(spec.shape === 'boolean' ? {} : { requiresArg: true, nargs: 1 }),
    };
    return program.option(flagOf(name).slice(2), options);
  }, described);
  return groupOptions(added, names);
}

/** The options that were really given as flags, as text. */
export function readFlags(argv: Arguments, names: readonly CampaignOptionName[] = RUN_OPTIONS): Flags {
  const given = names.flatMap((name): [CampaignOptionName, RawValue][] => {
    const value = argv[flagOf(name).slice(2)];
    if (value === undefined) return [];
    if (typeof value === 'boolean' || typeof value === 'number') return [[name, String(value)]];
    return [[name, value]];
  });
  return Object.fromEntries(given);
}

/** A campaign as it was asked for: its file, its name, and every option with its source. */
export interface CampaignRequest {
  readonly file: CampaignFile;
  readonly name: string;
  readonly options: CampaignOptions;
  readonly sources: ResolvedOptions['sources'];
  readonly raws: ResolvedOptions['raws'];
  /** The template and where it stands, null when only a `text` column gives texts. `path`: the file that it is in. */
  readonly template: { readonly text: string; readonly where: string; readonly path: string | null } | null;
}

type Flags = Partial<Record<CampaignOptionName, RawValue>>;

/**
 * Reads what `run` and `plan` are asked to do.
 *
 * @throws InputError with every problem of flags, variables and YAML files at once.
 */
export function readCampaignRequest(context: Context, argv: Arguments): CampaignRequest {
  return requestCampaign(context, positional(argv, 'file'), readFlags(argv));
}

/**
 * The same for a file and flags that are known already.
 *
 * @throws InputError with every problem of flags, variables and YAML files at once.
 */
export function requestCampaign(context: Context, word: string, flags: Flags): CampaignRequest {
  const file = findCampaignFile(context.workspace, context.io.cwd, word);
  const { values, sources, raws } = resolveOptions({
    flags,
    environment: context.io.environment,
    files: file.configs,
  });
  const strangers = values.from.length === 0 ? [] : findStrangers({ values, sources }, values.from);
  if (strangers.length > 0) throw new InputError(strangers);
  const name = nameCampaign(values.name, sources.name, file.defaultName);
  return { file, name, options: values, sources, raws, template: readTemplate(context, values, sources) };
}

/**
 * A plan needs to know who sends: it decides which countries are reached.
 *
 * @throws InputError when no sender is given.
 */
export function requireSenders(request: CampaignRequest): void {
  if (request.options.from.length > 0) return;
  const remedy =
    'Name a number that may send A2P messages, see `campaign numbers` (in the sandbox: +16505550100)';
  throw new InputError([{ where: '--from', found: 'no sender is given', remedy }]);
}

function readTemplate(
  context: Context,
  options: CampaignOptions,
  sources: ResolvedOptions['sources'],
): CampaignRequest['template'] {
  const [text, textFile] = [strengthOf(sources.text), strengthOf(sources.textFile)];
  if (options.text !== null && options.textFile !== null && text === textFile) {
    throw new InputError([
      {
        where: sources.textFile,
        found: `the text is also given by ${sources.text}`,
        remedy: 'Give the text once',
      },
    ]);
  }
  if (options.text !== null && (options.textFile === null || text > textFile)) {
    return { text: options.text, where: sources.text, path: null };
  }
  return options.textFile === null ? null : readTextFile(context, options.textFile, sources.textFile);
}

/** A flag is stronger than the environment, and that than a file. */
function strengthOf(source: string): number {
  if (source.startsWith('--')) return 2;
  return source.startsWith('CAMPAIGN_') ? 1 : 0;
}

function readTextFile(
  context: Context,
  file: string,
  where: string,
): NonNullable<CampaignRequest['template']> {
  const isFlag = where.startsWith('--');
  const path = isFlag ? resolve(context.io.cwd, file) : join(context.workspace.directory, file);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return { text: text.replace(/\r?\n$/, ''), where: file, path };
  } catch (error) {
    throw new InputError([
      {
        where,
        found: `${file} can not be read: ${(error as Error).message}`,
        remedy: 'Name a UTF-8 text file',
      },
    ]);
  }
}
