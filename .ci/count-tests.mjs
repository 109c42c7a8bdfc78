// Prints the closing line of CI from Vitest's JSON report: `node .ci/count-tests.mjs .ci/out/vitest.json`.
// A test that was skipped, or a file that could not even be loaded, counts as failed: what didn't run proved nothing.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [, , reportPath = '.ci/out/vitest.json'] = process.argv;
const { testResults } = JSON.parse(readFileSync(reportPath, 'utf8'));

let passed = 0;
const failures = [];
for (const { name, status, assertionResults } of testResults) {
  const file = relative(process.cwd(), name);
  for (const test of assertionResults) {
    if (test.status === 'passed') passed += 1;
    else failures.push(`${test.status}: ${file} > ${test.fullName}`);
  }
  const isExplained = assertionResults.some((test) => test.status !== 'passed');
  if (status !== 'passed' && !isExplained) failures.push(`${status}: ${file}`);
}

for (const failure of failures) console.error(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
