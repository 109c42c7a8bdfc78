import { statfsSync } from 'node:fs';

/** What the ledger asks of the file system that it is on. */
export interface Disk {
  /** Bytes that this user may still write there. */
  readonly freeBytes: (directory: string) => number;
  /** The type number of statfs(2). */
  readonly fileSystemType: (directory: string) => number;
}

export const localDisk: Disk = {
  freeBytes: (directory) => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  },
  fileSystemType: (directory) => statfsSync(directory).type,
};
