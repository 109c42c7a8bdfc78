// Part of `npm run build`: makes one file each of the libraries that draw and of those that read the command line, and
// beside it the licenses of all that is in it. Hundreds of small files take longer to load than a short command works.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';

/** Development dependencies: who installs the program needs none of them. */
await bundle('dist/report/html/drawing-kit.js');
// The copy that yargs itself has counts plain text without looking at each sign; cliui's older one takes half of a help.
const { resolve } = createRequire(createRequire(import.meta.url).resolve('yargs'));
await bundle('dist/cli/command-kit.js', { 'string-width': resolve('string-width') });

await import('./write-front-page.mjs');

/**
 * @param {string} kit the file that is replaced by what it imports
 * @param {Record<string, string>} alias which copy of a library is taken where there are several
 */
async function bundle(kit, alias = {}) {
  const bundle = await rolldown({ input: kit, platform: 'node', logLevel: 'warn', resolve: { alias } });
  const { output } = await bundle.write({ file: kit, format: 'esm', minify: true });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const packages = new Set(modules.flatMap((id) => packageOf(id) ?? []));
  writeFileSync(kit.replace(/\.js$/, '.LICENSES.txt'), [...packages].sort().map(formatLicense).join('\n'));
}

function packageOf(id) {
  return /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

function formatLicense(directory) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(path.join(directory, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}\n${'-'.repeat(72)}\n`;
}
