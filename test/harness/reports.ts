import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Stage } from './open-stage.ts';

export type Row = Readonly<Record<string, string>>;

/** What `summary.json` says, as far as tests ask. */
export interface Summary {
  readonly run: string;
  readonly state: string;
  readonly finishedAt: string | null;
  readonly rows: number;
  readonly recipients: number;
  readonly rejectedRows: Readonly<Record<string, number>>;
  readonly messages: Readonly<Record<string, number>>;
  readonly cost: Readonly<Record<string, string | number | null>>;
  readonly incidents: readonly { readonly batchIds: readonly string[] }[];
  readonly controls: readonly { readonly name: string; readonly ok: boolean }[];
}

export interface Reports {
  /** Relative to the workspace. */
  readonly directory: string;
  readonly summary: Summary;
  readonly batches: readonly Row[];
  readonly messages: readonly Row[];
  readonly rejected: readonly Row[];
}

/** Reads the reports of the only run of a campaign. */
export function readReports(stage: Stage, campaign: string): Reports {
  const parent = join('reports', campaign);
  const runs = readdirSync(join(stage.directory, parent));
  const [run = ''] = runs;
  if (runs.length !== 1) throw new Error(`${parent} holds ${runs.length} runs: ${runs.join(', ')}`);
  const directory = join(parent, run);
  const table = (file: string): Row[] =>
    parse(stage.read(join(directory, file)), { columns: true, bom: true });
  return {
    directory,
    summary: JSON.parse(stage.read(join(directory, 'summary.json'))) as Summary,
    batches: table('batches.csv'),
    messages: table('messages.csv'),
    rejected: table('rejected.csv'),
  };
}

/** The bytes of every report, by name. */
export function readReportFiles(stage: Stage, directory: string): Record<string, string> {
  const names = readdirSync(join(stage.directory, directory)).sort();
  return Object.fromEntries(names.map((name) => [name, stage.read(join(directory, name))]));
}

/** The controls that don't hold. */
export function brokenControls(summary: Summary): string[] {
  return summary.controls.filter((control) => !control.ok).map((control) => control.name);
}
