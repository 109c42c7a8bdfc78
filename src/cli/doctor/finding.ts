import type { Problem } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';

/** What came of a look: one sentence of what was seen, and what to do where that is not well. */
export type Finding =
  | { readonly result: 'ok' | 'skipped'; readonly seen: string }
  | { readonly result: 'warning'; readonly seen: string; readonly remedy: string }
  | { readonly result: 'failed'; readonly seen: string; readonly remedy: string; readonly exit: ExitCode };

/** Something to look at, in its place among the others. Rejects only over a defect of ours or an interrupt. */
export interface Check {
  readonly name: string;
  readonly look: () => Promise<Finding>;
}

export function ok(seen: string): Finding {
  return { result: 'ok', seen };
}

/** Not looked at, and why. */
export function skipped(seen: string): Finding {
  return { result: 'skipped', seen };
}

/** Nothing is in the way of a campaign yet, but somebody should know. */
export function warning(seen: string, remedy: string): Finding {
  return { result: 'warning', seen, remedy };
}

/** A campaign would stop here with this exit code. */
export function failed(exit: ExitCode, seen: string, remedy: string): Finding {
  return { result: 'failed', seen, remedy, exit };
}

/** Makes one finding of those of a check: its first failure alone, else all warnings, else `well`. */
export function mergeFindings(findings: readonly Finding[], well: string): Finding {
  const failure = findings.find((finding) => finding.result === 'failed');
  if (failure !== undefined) return failure;
  const warnings = findings.filter((finding) => finding.result === 'warning');
  if (warnings.length === 0) return ok(well);
  return warning(joinOnce(warnings.map(({ seen }) => seen)), joinOnce(warnings.map(({ remedy }) => remedy)));
}

/** Everything that is wrong with what a person wrote, as one failure. */
export function problemsToFailure(problems: readonly Problem[]): Finding {
  return failed(
    EXIT.input,
    joinOnce(problems.map(({ where, found }) => `${where}: ${found}`)),
    joinOnce(problems.map(({ remedy }) => remedy)),
  );
}

function joinOnce(texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join('; ');
}
