import type { CheckedFinding } from './run-checks.ts';

/** One line a check, and below it what to do: plain words that survive a pipe and a terminal without colors. */
export function formatChecks(found: readonly CheckedFinding[]): string {
  const width = Math.max(...found.map(({ name }) => name.length));
  return found
    .flatMap(({ name, finding }) => {
      const line = `${finding.result.padEnd(RESULT_WIDTH)}${name.padEnd(width)}  ${finding.seen}`;
      return 'remedy' in finding
        ? [line, `${' '.repeat(RESULT_WIDTH + width)}  -> ${finding.remedy}`]
        : [line];
    })
    .join('\n');
}

const RESULT_WIDTH = 'warning'.length + 2;

/** The document of `--json`. */
export function formatDocument(found: readonly CheckedFinding[]): string {
  const checks = found.map(({ name, finding }) => ({
    name,
    result: finding.result,
    seen: finding.seen,
    remedy: 'remedy' in finding ? finding.remedy : null,
  }));
  const isOk = checks.every(({ result }) => result !== 'failed');
  return JSON.stringify({ schema: 'campaign-doctor/1', ok: isOk, checks }, null, 2);
}
