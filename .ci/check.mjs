// Runs every check of `npm run check` in order and stops at the first that fails: `node .ci/check.mjs`.
import { spawnSync } from 'node:child_process';

const CHECKS = ['format', 'types', 'lint', 'layers', 'dead', 'tests', 'build', 'shape'];

for (const name of CHECKS) {
  const startedAt = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', `check:${name}`], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`check:${name} failed; \`npm run check:${name}\` runs it alone`);
    process.exit(1);
  }
  console.log(`check:${name} ok (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
}
console.log(`all ${CHECKS.length} checks ok`);
