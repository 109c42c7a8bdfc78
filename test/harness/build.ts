import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'main.js');

/** Vitest's global setup: these tests start the built program, so it is built first where a source is newer. */
export async function setup(): Promise<void> {
  if (process.env['CAMPAIGN_PROGRAM'] !== undefined) return;
  if (existsSync(MAIN) && newestSourceMs() <= statSync(MAIN).mtimeMs) return;
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // As `npm run build` does, without the types and in the old folder.
  const run = promisify(execFile);
  await run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: ROOT });
  await run(process.execPath, [join('tools', 'finish-build.mjs')], { cwd: ROOT });
}

function newestSourceMs(): number {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const times = names.map((name) => statSync(join(ROOT, 'src', name)).mtimeMs);
  return Math.max(...times);
}
