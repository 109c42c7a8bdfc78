import { relative, resolve } from 'node:path';
import type { Context } from '../context.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName } from '../settings/options.ts';
import type { RawValue } from '../settings/raw.ts';
import { flagOf } from '../settings/resolve.ts';
import { toRunKey } from '../../schedule/schedule.ts';
import type { Schedule } from './schedule-file.ts';

/** Options whose values are paths: as flags they count from where one is, and a tick runs in the workspace. */
const PATHS: readonly CampaignOptionName[] = ['textFile', 'exclude'];

/** The flags of a campaign as a schedule keeps them. */
export function keepOptions(
  context: Context,
  flags: Readonly<Partial<Record<CampaignOptionName, RawValue>>>,
): Schedule['options'] {
  const fromWorkspace = (path: string): string => {
    const whole = resolve(context.io.cwd, path);
    const inside = relative(context.workspace.directory, whole);
    return inside.startsWith('..') ? whole : inside;
  };
  const entries = Object.entries(flags) as [CampaignOptionName, string | readonly string[]][];
  const kept = entries.map(([name, value]) => {
    if (!PATHS.includes(name)) return [name, value] as const;
    return [name, typeof value === 'string' ? fromWorkspace(value) : value.map(fromWorkspace)] as const;
  });
  return Object.fromEntries(kept);
}

/** The words after `campaign` that send an occurrence. */
export function toRunWords(context: Context, schedule: Schedule, occurrence: number): readonly string[] {
  return [
    ...['run', schedule.file, `--run-key=${toRunKey(schedule.name, occurrence)}`, '--yes', '--quiet'],
    ...(schedule.sandbox ? ['--sandbox'] : []),
    ...optionWords(schedule),
    ...['--workspace', context.workspace.directory],
  ];
}

/** The words after `campaign` that go on with the run of an occurrence. A pause stays: no person is here. */
export function toResumeWords(context: Context, schedule: Schedule, run: string): readonly string[] {
  return [
    ...['resume', run, '--keep-pause', '--quiet'],
    ...(schedule.sandbox ? ['--sandbox'] : []),
    ...(schedule.options.wait === 'false' ? ['--no-wait'] : []),
    ...['--workspace', context.workspace.directory],
  ];
}

function optionWords({ options }: Schedule): readonly string[] {
  const entries = Object.entries(options) as [CampaignOptionName, string | readonly string[]][];
  return entries.flatMap(([name, value]) => {
    const flag = flagOf(name);
    if (CAMPAIGN_OPTIONS[name].shape === 'boolean')
      return [value === 'true' ? flag : `--no-${flag.slice(2)}`];
    return (typeof value === 'string' ? [value] : value).map((item) => `${flag}=${item}`);
  });
}
