import { existsSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IGNORED } from './starter.ts';

/**
 * Keeps a workspace's state, secrets and reports out of the git repository that it lies in: adds the lines that its
 * `.gitignore` lacks.
 *
 * @returns the lines that were added; none outside a repository
 */
export async function ignoreState(directory: string): Promise<readonly string[]> {
  if (!isInRepository(directory)) return [];
  const path = join(directory, '.gitignore');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const known = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ''));
  const added = IGNORED.filter((line) => !known.includes(line.replace(/\/$/, '')));
  if (added.length === 0) return [];
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${gap}${added.join('\n')}\n`);
  return added;
}

function isInRepository(directory: string): boolean {
  if (existsSync(join(directory, '.git'))) return true;
  const above = dirname(directory);
  return above !== directory && isInRepository(above);
}
