import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { localDisk } from '../../../src/ledger/disk.ts';
import { judgeFileSystem } from '../../../src/ledger/file-system.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { openFakeClock } from '../../fakes/clock.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();

describe('judgeFileSystem', () => {
  it.each([
    ['ext4', 0xef53, 'here', null],
    ['XFS', 0x58465342, 'here', null],
    ['Btrfs', 0x9123683e, 'here', null],
    ['tmpfs', 0x01021994, 'here', null],
    ['overlayfs', 0x794c7630, 'here', null],
    ['ZFS', 0x2fc12fc1, 'here', null],
    ['APFS, whose number is small', 26, 'here', null],
    ['nothing that the system says', 0, 'here', null],
    ['NFS', 0x6969, 'network', 'NFS'],
    ['SMB', 0x517b, 'network', 'SMB'],
    ['CIFS', 0xff534d42, 'network', 'CIFS'],
    ['CIFS on a 32-bit kernel', 0xff534d42 | 0, 'network', 'CIFS'],
    ['SMB2', 0xfe534d42, 'network', 'SMB2'],
    ['SMB2 on a 32-bit kernel', 0xfe534d42 | 0, 'network', 'SMB2'],
    ['FUSE', 0x65735546, 'unknown', 'FUSE'],
    ['9P', 0x01021997, 'unknown', '9P'],
  ])('%s', (_, type, where, name) => {
    expect(judgeFileSystem(type)).toEqual({ where, name });
  });
});

describe('a ledger', () => {
  it('on a network file system is refused before a file is made, with what to do', () => {
    const directory = newDirectory();
    const refused = () => open(directory, 0x6969);
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(/NFS.*Move the workspace to a local disk, or name one there with --workspace/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('on a file system that may be anything opens with a warning', async () => {
    const { ledger, warnings } = open(newDirectory(), 0x65735546);
    await ledger.close();
    expect(warnings).toEqual([expect.stringMatching(/^warning: .* is on FUSE\./)]);
  });

  it('on the file system of these tests opens without one', async () => {
    const directory = newDirectory();
    const { ledger, warnings } = open(directory, localDisk.fileSystemType(directory));
    await ledger.close();
    expect(warnings).toEqual([]);
  });
});

function open(directory: string, type: number) {
  const warnings: string[] = [];
  const ledger = openLedger(directory, 'campaign run', openFakeClock(), {
    warn: (text) => warnings.push(text),
    disk: { ...localDisk, fileSystemType: () => type },
  });
  return { ledger, warnings };
}
