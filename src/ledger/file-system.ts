import { InputError } from '../core/error.ts';
import type { Disk } from './disk.ts';

/** Where a file system keeps its files, and its name where that matters. */
export type FileSystemVerdict =
  | { readonly where: 'here'; readonly name: null }
  | { readonly where: 'network' | 'unknown'; readonly name: string };

/** Numbers of statfs(2), from linux/magic.h and its manual page. Other systems' numbers are small, and none of these. */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
]);
/** What is behind these only their maker knows: a disk, a shared folder of a virtual machine, sshfs. */
const UNKNOWN: ReadonlyMap<number, string> = new Map([
  [0x65735546, 'FUSE'],
  [0x01021997, '9P'],
]);

/** Whether a ledger is safe on a file system of this type. A type nobody listed counts as local. */
export function judgeFileSystem(type: number): FileSystemVerdict {
  // A 32-bit kernel gives the high ones as negative numbers.
  const number = type >>> 0;
  const network = NETWORK.get(number);
  if (network !== undefined) return { where: 'network', name: network };
  const unknown = UNKNOWN.get(number);
  return unknown === undefined ? { where: 'here', name: null } : { where: 'unknown', name: unknown };
}

/**
 * Refuses a network file system: SQLite's log needs memory that both ends share, and a lock there may hold nobody
 * (sqlite.org/wal.html, sqlite.org/howtocorrupt.html section 2.1). Running it again later would not help, so it counts
 * as a wrong setting.
 *
 * @param warn told where it can't be known.
 * @throws InputError naming the file system and what to do.
 */
export function checkFileSystem(directory: string, disk: Disk, warn: (text: string) => void): void {
  const verdict = judgeFileSystem(disk.fileSystemType(directory));
  if (verdict.where === 'network') {
    throw new InputError([
      {
        where: directory,
        found: `it is on a network file system (${verdict.name}), where the ledger and its lock are not safe`,
        remedy: 'Move the workspace to a local disk, or name one there with --workspace.',
      },
    ]);
  }
  if (verdict.where === 'unknown') {
    warn(
      `warning: ${directory} is on ${verdict.name}. If that is a network or a shared folder, two starts at once may ` +
        'not see each other: keep the workspace on a local disk.',
    );
  }
}
