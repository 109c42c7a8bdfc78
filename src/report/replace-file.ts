import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { InputError } from '../core/error.ts';

/** What a file is made of, in chunks: text (UTF-8) or bytes. */
type Content = AsyncIterable<string> | Iterable<string | Uint8Array>;

const TEMPORARY = /^\.(.+)\.[0-9a-f]{16}\.tmp$/;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Replaces a file in one step: whoever opens it sees the old or the new one, whole, and so does the next start after a
 * crash. Written beside the target, mode 0600, its directory made with 0700; a symbolic link at the target is replaced,
 * not followed. What a killed process left of the same file is removed.
 *
 * @param produce gives the content; called again when another process that writes the same file took our copy for a
 *   leftover.
 * @throws InputError when the disk or the permissions don't allow it; what `produce` throws passes through. Either way
 *   the old file stays.
 */
export async function replaceFile(file: string, produce: () => Content): Promise<void> {
  const directory = path.dirname(file);
  await asFileProblem(file, mkdir(directory, { recursive: true, mode: 0o700 }));
  await asFileProblem(
    file,
    removeLeftovers(directory, (name) => name === path.basename(file)),
  );
  if (await tryReplace(file, produce())) return;
  if (await tryReplace(file, produce())) return;
  throw new InputError([
    {
      where: file,
      found: 'other processes keep writing this file',
      remedy: 'Wait for them, then run this again.',
    },
  ]);
}

/** Removes a file that may not be there. */
export async function removeFile(file: string): Promise<void> {
  await asFileProblem(file, rm(file, { force: true }));
}

/** Removes half-written copies of the files for which `isOurs` is true. */
export async function removeLeftovers(directory: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const entry of await readdir(directory)) {
    const name = TEMPORARY.exec(entry)?.[1];
    if (name !== undefined && isOurs(name)) await rm(path.join(directory, entry), { force: true });
  }
}

/** False when somebody removed our copy before it was in place. */
async function tryReplace(file: string, content: Content): Promise<boolean> {
  const directory = path.dirname(file);
  const copy = path.join(directory, `.${path.basename(file)}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeCopy(file, copy, content);
    if (!(await isRenamed(file, copy))) return false;
  } catch (error) {
    await rm(copy, { force: true }).catch(() => undefined);
    throw error;
  }
  await asFileProblem(file, syncDirectory(directory));
  return true;
}

async function writeCopy(file: string, copy: string, content: Content): Promise<void> {
  const handle = await asFileProblem(file, open(copy, NEW_FILE, 0o600));
  try {
    for await (const chunk of content) await asFileProblem(file, handle.appendFile(chunk));
    await asFileProblem(file, handle.sync());
  } finally {
    await handle.close();
  }
}

async function isRenamed(file: string, copy: string): Promise<boolean> {
  try {
    await rename(copy, file);
    return true;
  } catch (error) {
    if (toErrorCode(error) === 'ENOENT') return false;
    throw toFileProblem(file, error);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows can't open a directory, and doesn't need it synced.
  if (platform() === 'win32') return;
  const handle: FileHandle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Turns a failure of the file system into words for the person who runs this. */
export async function asFileProblem<T>(file: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw toFileProblem(file, error);
  });
}

function toFileProblem(file: string, error: unknown): unknown {
  const code = toErrorCode(error);
  if (code === null) return error;
  return new InputError([
    {
      where: file,
      found: `this file can not be written (${code})`,
      remedy:
        'Make room or correct the permissions, then write the reports again: the ledger has all that they need.',
    },
  ]);
}

// `ENOSPC`, `EACCES` …: the system's. Node's own begin with `ERR_` and are our mistake.
function toErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^E(?!RR_)[A-Z0-9]+$/.test(error.code) ? error.code : null;
}
