// Part of `npm run build`: makes one file of the libraries that draw, dist/report/html/drawing-kit.js, and beside it the
// licenses of all that is in it. They are development dependencies: who installs the program needs none of them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const KIT = 'dist/report/html/drawing-kit.js';

const bundle = await rolldown({ input: KIT, platform: 'node', logLevel: 'warn' });
const { output } = await bundle.write({ file: KIT, format: 'esm', minify: true });
const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
const packages = new Set(modules.flatMap((id) => packageOf(id) ?? []));
writeFileSync(
  'dist/report/html/drawing-kit.LICENSES.txt',
  [...packages].sort().map(formatLicense).join('\n'),
);

function packageOf(id) {
  return /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

function formatLicense(directory) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(path.join(directory, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}\n${'-'.repeat(72)}\n`;
}
