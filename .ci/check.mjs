// Runs every check of `npm run check`, two at a time, and tells each as it ends: `node .ci/check.mjs`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { testsAreFresh } from './fresh-tests.mjs';

// Lint takes as long as most of the others together. The build comes before the shape of what it builds.
const LANES = [['lint'], ['format', 'types', 'layers', 'dead', 'tests', 'build', 'shape']];
const names = LANES.flat();

const failed = (await Promise.all(LANES.map(runLane))).flat();
if (failed.length > 0) {
  console.error(`${failed.length} of ${names.length} checks failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`all ${names.length} checks ok`);

/** Runs checks one after the other, to the end, so that one start tells all that is wrong. Returns those that failed. */
async function runLane(lane) {
  const bad = [];
  for (const name of lane) {
    if (isSaid(name)) {
      console.log(`check:${name} ok (the last \`npm test\` passed, and no file has changed since)`);
      continue;
    }
    const startedAt = performance.now();
    const { status, output } = await runCheck(name);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (status === 0) {
      console.log(`check:${name} ok (${seconds} s)`);
      continue;
    }
    bad.push(name);
    console.error(`${output}check:${name} failed; \`npm run check:${name}\` runs it alone`);
  }
  return bad;
}

/** Whether the last `npm test`, which builds first, has said it already. */
function isSaid(name) {
  if (name === 'build') return existsSync('dist/main.js') && testsAreFresh(['test/fault']);
  return name === 'tests' && testsAreFresh(['test/unit', 'test/property']);
}

function runCheck(name) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', `check:${name}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
