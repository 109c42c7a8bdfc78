import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './open-stage.ts';

/**
 * Files of the program's own that hold one of the words, with what they hold. A number of eleven digits may stand as
 * six bytes, as SQLite stores an integer of its size.
 */
export function findLeaks(stage: Stage, words: readonly string[], isLookedAt = isOwn): string[] {
  const forms = words.map((word) => ({ word, packed: toPacked(word) }));
  return stage
    .files()
    .filter(isLookedAt)
    .flatMap((file) => {
      const content = readFileSync(join(stage.directory, file));
      return forms
        .filter(({ word, packed }) => content.includes(word) || (packed !== null && content.includes(packed)))
        .map(({ word }) => `${file}: ${word}`);
    });
}

function isOwn(file: string): boolean {
  return /^(\.campaign|reports)\//.test(file);
}

function toPacked(word: string): Buffer | null {
  if (!/^\d{11}$/.test(word)) return null;
  const packed = Buffer.alloc(6);
  packed.writeUIntBE(Number(word), 0, 6);
  return packed;
}

/** Everything under a directory of the workspace that others than the owner may touch: files not 0600, directories not 0700. */
export function findLooseModes(stage: Stage, directory: string): string[] {
  const root = join(stage.directory, directory);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => ({
      path: join(entry.parentPath, entry.name),
      wanted: entry.isDirectory() ? 0o700 : 0o600,
    }))
    .concat({ path: root, wanted: 0o700 })
    .filter(({ path, wanted }) => (statSync(path).mode & 0o777) !== wanted)
    .map(({ path }) => path.slice(stage.directory.length + 1));
}
