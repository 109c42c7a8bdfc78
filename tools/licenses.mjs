import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes the licenses of all packages that a bundle took something from.
 *
 * @param {string} file
 * @param {readonly { type: string, moduleIds?: readonly string[] }[]} output as rolldown tells it
 */
export function writeLicenses(file, output) {
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const packages = new Set(modules.flatMap((id) => packageOf(id) ?? []));
  writeFileSync(file, [...packages].sort().map(formatLicense).join('\n'));
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
