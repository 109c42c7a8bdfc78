// Runs the benchmarks one after the other, or the one that is named, with its flags: `npm run bench`, see README.md.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** In the order of a run's life. */
const SCRIPTS = {
  startup: 'startup.mjs',
  plan: 'run.mjs',
  submit: 'submit.mjs',
  resume: 'resume.mjs',
  track: 'track.mjs',
  report: 'report.mjs',
  rate: 'rate.mjs',
};

const [name, ...flags] = process.argv.slice(2);
if (name !== undefined && !(name in SCRIPTS)) {
  console.error(`${name}: there is ${Object.keys(SCRIPTS).join(', ')}`);
  process.exit(2);
}
const names = name === undefined ? Object.keys(SCRIPTS) : [name];
const missed = names.filter((each) => {
  console.log(`\n## ${each}\n`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, SCRIPTS[each]), ...flags], {
    stdio: 'inherit',
  });
  return status !== 0;
});
if (missed.length > 0) console.log(`\nmissed a bar, or failed: ${missed.join(', ')}`);
process.exitCode = missed.length > 0 ? 1 : 0;
