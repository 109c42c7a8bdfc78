import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const REPORT = '.ci/out/vitest.json';

/**
 * Whether the last `npm test` says all that a run of these folders could: it ran each of their test files, all passed,
 * and no file of the project has changed since it began.
 */
export function testsAreFresh(folders) {
  let report;
  let files;
  try {
    report = JSON.parse(readFileSync(REPORT, 'utf8'));
    files = listFiles();
  } catch {
    return false; // No report, or no git to ask: then they run.
  }
  if (!report.success || files.some((file) => changedAfter(file, report.startTime))) return false;
  const passed = new Set(
    report.testResults
      .filter(({ status }) => status === 'passed')
      .map(({ name }) => path.relative(process.cwd(), name)),
  );
  const wanted = files.filter(
    (file) => file.endsWith('.test.ts') && folders.some((folder) => file.startsWith(`${folder}/`)),
  );
  return wanted.length > 0 && wanted.every((file) => passed.has(file));
}

function listFiles() {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', words, { encoding: 'utf8' }).split('\0').filter(Boolean);
}

function changedAfter(file, instant) {
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
  return mtimeMs >= instant;
}
