import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { formatJson } from '../../report/json.ts';
import { replaceFile } from '../../report/replace-file.ts';
import { CATCH_UPS, newProgress, type Progress, type Timing } from '../../schedule/schedule.ts';
import { holdScheduleLock } from '../compose.ts';
import type { Context } from '../context.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName } from '../settings/options.ts';

/** A campaign that is sent again and again. */
export interface Schedule extends Timing {
  readonly name: string;
  /** The recipients, relative to the workspace where the file lies inside. */
  readonly file: string;
  readonly sandbox: boolean;
  /** The options of `run` that were given, by their keys; paths count from the workspace. */
  readonly options: Readonly<Partial<Record<CampaignOptionName, string | readonly string[]>>>;
}

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const exitCode = z.literal(Object.values(EXIT) as [ExitCode, ...ExitCode[]]);
const optionKey = z.enum(Object.keys(CAMPAIGN_OPTIONS) as [CampaignOptionName, ...CampaignOptionName[]]);

const SCHEDULES = z.object({
  schema: z.literal('campaign-schedule-file/1'),
  schedules: z.array(
    z.object({
      name: z.string(),
      cron: z.string(),
      zone: z.string(),
      catchUp: z.enum(CATCH_UPS),
      addedAt: instant,
      file: z.string(),
      sandbox: z.boolean(),
      options: z.partialRecord(optionKey, z.union([z.string(), z.array(z.string())])),
    }),
  ),
});

const PROGRESS = z.object({
  schema: z.literal('campaign-schedule-progress/1'),
  schedules: z.record(
    z.string(),
    z.object({
      handledUntil: instant,
      started: z.array(instant),
      begun: z.object({ occurrence: instant, afterRun: z.number(), campaign: z.string() }).nullable(),
      attempt: z.object({ occurrence: instant, code: exitCode, times: z.number(), at: instant }).nullable(),
      last: z.object({ occurrence: instant, code: exitCode, at: instant }).nullable(),
    }),
  ),
});

const NAMES = { schedules: 'schedules.json', progress: 'schedule-progress.json' } as const;

/**
 * The schedules of the workspace, in the order of their names.
 *
 * @throws InputError when the file is not one that this program wrote.
 */
export function readSchedules(context: Context): readonly Schedule[] {
  const document = readDocument(context, NAMES.schedules, SCHEDULES);
  return document?.schedules ?? [];
}

/**
 * Changes the list of schedules; two processes that do it at once take turns.
 *
 * @throws InputError when another process keeps changing it, or the file can't be read or written.
 */
export async function changeSchedules(
  context: Context,
  change: (before: readonly Schedule[]) => readonly Schedule[],
): Promise<void> {
  const lock = await holdScheduleLock(context, 'change');
  if (lock === null) {
    const remedy = 'Nothing was changed. Wait for it, then try again';
    throw new InputError([{ where: NAMES.schedules, found: 'another process is changing it', remedy }]);
  }
  try {
    const after = [...change(readSchedules(context))].sort((a, b) => (a.name < b.name ? -1 : 1));
    await write(context, NAMES.schedules, { schema: 'campaign-schedule-file/1', schedules: after });
  } finally {
    lock.release();
  }
}

/** What is remembered of a schedule. One that was removed and added again is another one. */
export function readProgress(context: Context, schedule: Schedule): Progress {
  const document = readDocument(context, NAMES.progress, PROGRESS);
  return document?.schedules[keyOf(schedule)] ?? newProgress(schedule.addedAt);
}

/** Remembers a schedule's progress; what is known of schedules that are gone is dropped. Only a tick calls this. */
export async function writeProgress(context: Context, schedule: Schedule, progress: Progress): Promise<void> {
  const document = readDocument(context, NAMES.progress, PROGRESS);
  const known = new Set([...readSchedules(context), schedule].map(keyOf));
  const kept = Object.entries(document?.schedules ?? {}).filter(([key]) => known.has(key));
  await write(context, NAMES.progress, {
    schema: 'campaign-schedule-progress/1',
    schedules: { ...Object.fromEntries(kept), [keyOf(schedule)]: progress },
  });
}

function keyOf({ name, addedAt }: Schedule): string {
  return `${name} ${new Date(addedAt).toISOString()}`;
}

function readDocument<T>(context: Context, name: string, shape: z.ZodType<T>): T | null {
  const path = join(context.workspace.state, name);
  if (!existsSync(path)) return null;
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n').slice(0, 2).join(' ') : null;
    throw new InputError([
      {
        where: path,
        found: `this file can not be used: ${why ?? (error as Error).message}`,
        remedy: 'Nothing was started. Move it away, and add the schedules again with `campaign schedule add`',
      },
    ]);
  }
}

const INSTANTS: ReadonlySet<string> = new Set(['addedAt', 'handledUntil', 'occurrence', 'at', 'started']);

/** Instants are written as people read them. */
async function write(context: Context, name: string, document: object): Promise<void> {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (!INSTANTS.has(key)) return value;
    return Array.isArray(value) ? value.map(toInstant) : toInstant(value);
  });
  await replaceFile(join(context.workspace.state, name), () => [formatJson(JSON.parse(text))]);
}

function toInstant(value: unknown): unknown {
  return typeof value === 'number' ? new Date(value).toISOString() : value;
}
