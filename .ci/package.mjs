// Packs the package, installs it as `npm i -g` does, and sends a small campaign on the sandbox with each Node.js that is
// supported: `node .ci/package.mjs [20 22 24]`. Not part of CI: it downloads three of them (some 120 MB, cached by npx).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
const root = join(import.meta.dirname, '..');
const place = mkdtempSync(join(tmpdir(), 'campaign-package-'));

function run(command, words, cwd) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout.trim();
}

try {
  run('npm', ['run', '--silent', 'build'], root);
  const packed = run('npm', ['pack', '--silent', '--pack-destination', place], root);
  const prefix = join(place, 'prefix');
  run('npm', ['i', '-g', '--prefix', prefix, '--no-audit', '--no-fund', join(place, packed)], place);
  const installed = join(prefix, 'lib', 'node_modules', 'sms-campaign');
  writeFileSync(join(place, 'a.csv'), 'phone\n+12015550199\n');
  for (const version of VERSIONS) {
    const node = (...words) => run('npx', ['-y', '-p', `node@${version}`, 'node', ...words], place);
    const campaign = (...words) => node(join(installed, 'dist', 'main.js'), ...words);
    const flags = ['--sandbox', '--yes', '--json', '--from', '+16505550100', '--text', `Hi from ${version}`];
    const { messages } = JSON.parse(campaign('run', 'a.csv', ...flags, '--repeat-guard', 'off'));
    if (messages.delivered !== 1) throw new Error(`Node ${version} delivered ${messages.delivered} of 1`);
    const library = JSON.stringify(join(installed, 'dist', 'index.js'));
    const runs = node(
      '--input-type=module',
      '-e',
      `console.log((await (await import(${library})).listRuns('.')).length)`,
    );
    console.log(
      `${node('--version')}: campaign ${campaign('--version')} sends, and the library reads ${runs} runs`,
    );
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
