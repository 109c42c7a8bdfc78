import { join } from 'node:path';
import type { Problem } from '../../../core/error.ts';
import { EXIT } from '../../../core/exit-code.ts';
import { failed, mergeFindings, problemsToFailure, warning, type Finding } from '../finding.ts';

/** What may be done with a directory. */
export type Access = 'absent' | 'no directory' | 'unreadable' | 'read-only' | 'usable';

export interface WorkspaceFacts {
  readonly directory: string;
  readonly itself: Access;
  readonly campaigns: Access;
  readonly reports: Access;
  readonly state: Access;
  /** What lies in `.campaign/`, itself included, and is open to others than its owner. */
  readonly openToOthers: readonly string[];
  /** Of campaign.config.yaml and of CAMPAIGN_ variables: they stop every campaign. */
  readonly commonProblems: readonly Problem[];
  /** Of campaigns/*.yaml: each stops its own. */
  readonly campaignProblems: readonly Problem[];
}

/** Judges whether campaigns can be read and reports and state be written, and whether the state is private. */
export function judgeWorkspace(facts: WorkspaceFacts): Finding {
  const { directory } = facts;
  const needsMaking = facts.reports === 'absent' || facts.state === 'absent';
  const findings = [
    ...judgeDirectory(directory, facts.itself, needsMaking),
    ...judgeDirectory(join(directory, 'campaigns'), facts.campaigns, false),
    ...judgeDirectory(join(directory, '.campaign'), facts.state, true),
    ...judgeDirectory(join(directory, 'reports'), facts.reports, true),
    ...(facts.commonProblems.length > 0 ? [problemsToFailure(facts.commonProblems)] : []),
    ...judgePrivacy(directory, facts.openToOthers),
    ...facts.campaignProblems.map(({ where, found, remedy }) => warning(`${where}: ${found}`, remedy)),
  ];
  const made = facts.state === 'absent' ? ', and nothing was started here yet' : '';
  return mergeFindings(findings, `${directory} can be read and written${made}`);
}

function judgeDirectory(path: string, access: Access, isWritten: boolean): Finding[] {
  switch (access) {
    case 'absent':
    case 'usable':
      return [];
    case 'no directory':
      return [failed(EXIT.input, `${path} is not a directory`, 'Move that file away')];
    case 'unreadable':
      return [failed(EXIT.input, `${path} can't be read`, `Allow it: chmod u+rwx ${quote(path)}`)];
    case 'read-only': {
      if (!isWritten) return [];
      const remedy = `Allow it: chmod u+w ${quote(path)}; or run as the user whom it belongs to`;
      return [failed(EXIT.input, `${path} can't be written to`, remedy)];
    }
  }
}

function judgePrivacy(directory: string, open: readonly string[]): Finding[] {
  if (open.length === 0) return [];
  const others = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  return [
    warning(
      `${open[0] ?? ''}${others}: open to other users, and it holds phone numbers and tokens`,
      `chmod -R go= ${quote(join(directory, '.campaign'))}`,
    ),
  ];
}

/** A path as a shell takes it. */
function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
