import { accessSync, constants, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../settings/workspace.ts';
import type { Access, WorkspaceFacts } from '../judge/workspace.ts';
import type { WorkspaceSettings } from './settings.ts';

/** Looks at the directories of a workspace, and makes nothing. */
export function probeWorkspace(workspace: Workspace, settings: WorkspaceSettings): WorkspaceFacts {
  const { directory, state, reports } = workspace;
  return {
    directory,
    itself: accessTo(directory),
    campaigns: accessTo(join(directory, 'campaigns')),
    reports: accessTo(reports),
    state: accessTo(state),
    openToOthers: listOpenToOthers(state),
    commonProblems: settings.commonProblems,
    campaignProblems: settings.campaignProblems,
  };
}

function accessTo(path: string): Access {
  const isDirectory = tellDirectory(path);
  if (typeof isDirectory === 'string') return isDirectory;
  if (!isDirectory) return 'no directory';
  if (!may(path, constants.R_OK | constants.X_OK)) return 'unreadable';
  return may(path, constants.W_OK) ? 'usable' : 'read-only';
}

/** What lies behind a directory that may not be searched can't be told either. */
function tellDirectory(path: string): boolean | 'absent' | 'unreadable' {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? 'absent';
  } catch {
    return 'unreadable';
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** By their modes alone: nothing here may open a file, because closing one of the ledger's would drop its locks. */
function listOpenToOthers(state: string): readonly string[] {
  try {
    const paths = [state, ...readdirSync(state).map((name) => join(state, name))];
    return paths.filter((path) => isOpenToOthers(path));
  } catch {
    return [];
  }
}

function isOpenToOthers(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isSymbolicLink() && (found.mode & 0o077) !== 0;
}
