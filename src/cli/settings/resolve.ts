import type { Problem } from '../../core/error.ts';
import { InputError } from '../../core/error.ts';
import type { PlacedValue } from './config-file.ts';
import { readConfigFile } from './config-file.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName, type CampaignOptions } from './options.ts';
import { BadValue, type RawValue } from './raw.ts';

/** Where option values may come from, strongest first. */
export interface OptionSources {
  readonly flags: Readonly<Partial<Record<CampaignOptionName, RawValue>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** YAML files, strongest first: the campaign's, then the workspace's. */
  readonly files: readonly { readonly path: string; readonly shownAs: string }[];
}

export interface ResolvedOptions {
  readonly values: CampaignOptions;
  /** Where each value came from: `--text`, `CAMPAIGN_PRICE`, `campaigns/spring.yaml:3 price`, `default`. */
  readonly sources: Readonly<Record<CampaignOptionName, string>>;
  /** Each value that was given, as it was written. */
  readonly raws: Readonly<Partial<Record<CampaignOptionName, RawValue>>>;
}

const NAMES = Object.keys(CAMPAIGN_OPTIONS) as CampaignOptionName[];

/**
 * Resolves every option: flag > environment > NAME.yaml > campaign.config.yaml > default.
 *
 * @throws InputError with every unknown key and unusable value of every source at once.
 */
export function resolveOptions(sources: OptionSources): ResolvedOptions {
  const files = sources.files.map((file) => readConfigFile(file.path, file.shownAs, NAMES));
  const problems: Problem[] = files.flatMap((file) => file.problems);
  const resolved = NAMES.map((name) => {
    const placed = [
      fromFlag(sources, name),
      fromEnvironment(sources, name),
      ...files.map((file) => file.values.get(name)),
    ].find((found) => found !== undefined);
    return [
      name,
      placed === undefined ? undefined : { ...placed, value: parse(name, placed, problems) },
    ] as const;
  });
  if (problems.length > 0) throw new InputError(problems);
  return {
    values: Object.fromEntries(
      resolved.map(([name, found]) => [
        name,
        found === undefined ? CAMPAIGN_OPTIONS[name].fallback : found.value,
      ]),
    ) as CampaignOptions,
    sources: Object.fromEntries(resolved.map(([name, found]) => [name, found?.where ?? 'default'])) as Record<
      CampaignOptionName,
      string
    >,
    raws: Object.fromEntries(
      resolved.flatMap(([name, found]) => (found === undefined ? [] : [[name, found.raw]])),
    ),
  };
}

/** `batchSize` → `--batch-size`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `batchSize` → `CAMPAIGN_BATCH_SIZE`. */
export function variableOf(name: string): string {
  return `CAMPAIGN_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function fromFlag(sources: OptionSources, name: CampaignOptionName): PlacedValue | undefined {
  const raw = sources.flags[name];
  return raw === undefined ? undefined : { raw, where: flagOf(name) };
}

function fromEnvironment(sources: OptionSources, name: CampaignOptionName): PlacedValue | undefined {
  const text = sources.environment[variableOf(name)];
  if (text === undefined || text === '') return undefined;
  return { raw: splitText(CAMPAIGN_OPTIONS[name].shape, text), where: variableOf(name) };
}

/** A list is separated by commas. So may be hours: the pairs of a map are, by semicolons. */
function splitText(shape: 'text' | 'boolean' | 'list' | 'map', text: string): RawValue {
  if (shape === 'list') return text.split(',').map((item) => item.trim());
  if (shape !== 'map') return text;
  const pairs = text.split(/;(?=[^;=]*=|\s*$)/).map((pair) => pair.trim());
  return pairs.filter((pair) => pair !== '');
}

function parse(name: CampaignOptionName, placed: PlacedValue, problems: Problem[]): unknown {
  try {
    return CAMPAIGN_OPTIONS[name].parse(placed.raw);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    for (const { found, wanted } of [error, ...error.others]) {
      problems.push({ where: placed.where, found: `${found} can not be used`, remedy: wanted });
    }
    return null;
  }
}
