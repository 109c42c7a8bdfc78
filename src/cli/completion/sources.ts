import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isUnfinished, type Run } from '../../core/run.ts';
import type { Io } from '../io.ts';
import { openLedgerForReading } from '../compose.ts';
import { findWorkspace, type Workspace } from '../settings/workspace.ts';

/** A candidate and what is said of it. */
type Candidate = readonly [word: string, describe: string];

/** The runs that mean something to a command; to the others, all of them do. */
const MEANT: Readonly<Record<string, (run: Run) => boolean>> = {
  pause: (run) => run.state === 'open' && run.pausedAt === null,
  cancel: (run) => run.state === 'open',
  resume: isUnfinished,
  track: isUnfinished,
};

/** The names of runs, the latest first. */
export async function listRuns(
  io: Io,
  workspace: string | undefined,
  command: string,
): Promise<readonly Candidate[]> {
  const isMeant = MEANT[command] ?? (() => true);
  return (await readRuns(io, workspace))
    .filter(isMeant)
    .map((run) => [run.name, `${run.pausedAt === null ? run.state : 'paused'}, ${describe(run)}`] as const);
}

function describe({ plannedAt, recipients }: Run): string {
  return `planned ${new Date(plannedAt).toISOString().slice(0, 10)}, ${recipients} recipients`;
}

/** The numbers that runs of this workspace were sent from. */
export async function listSenders(io: Io, workspace: string | undefined): Promise<readonly Candidate[]> {
  const senders = new Set((await readRuns(io, workspace)).flatMap((run) => run.senders));
  return [...senders].sort().map((phone) => [phone, 'has sent from here before'] as const);
}

/** The recipients' files of a workspace, as they are named from the current directory. */
export function listCampaignFiles(io: Io, workspace: string | undefined): readonly Candidate[] {
  const found = openWorkspace(io, workspace);
  if (found === null) return [];
  const directory = join(found.directory, 'campaigns');
  return listNames(directory)
    .filter((name) => /\.(?:csv|tsv|txt)$/i.test(name))
    .map((name) => [relative(io.cwd, join(directory, name)), 'a campaign of this workspace'] as const);
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function openWorkspace(io: Io, workspace: string | undefined): Workspace | null {
  try {
    return findWorkspace(workspace, io.environment, io.cwd);
  } catch {
    // A person is in the middle of typing its name.
    return null;
  }
}

/** Beside whoever writes the ledger, and silent whatever is wrong with it: the command itself says so. */
async function readRuns(io: Io, workspace: string | undefined): Promise<readonly Run[]> {
  const found = openWorkspace(io, workspace);
  if (found === null) return [];
  try {
    const ledger = await openLedgerForReading({ workspace: found });
    const runs = ledger === null ? [] : [...(await ledger.listRuns())].reverse();
    await ledger?.close();
    return runs;
  } catch {
    return [];
  }
}
