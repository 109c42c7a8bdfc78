import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { skipped, type Check, type Finding } from './finding.ts';

export interface CheckedFinding {
  readonly name: string;
  readonly finding: Finding;
}

/**
 * Makes the checks one after another. The first that fails is the cause to mend: what comes after it depends on it, so
 * it is not looked at.
 */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckedFinding[]> {
  const found: CheckedFinding[] = [];
  let cause: string | null = null;
  for (const { name, look } of checks) {
    const finding: Finding =
      cause === null ? await look() : skipped(`not looked at, because ${cause} failed`);
    found.push({ name, finding });
    if (finding.result === 'failed') cause ??= name;
  }
  return found;
}

/** The exit code of the first failure; warnings are no failure. */
export function exitOf(found: readonly CheckedFinding[]): ExitCode {
  for (const { finding } of found) if (finding.result === 'failed') return finding.exit;
  return EXIT.ok;
}
