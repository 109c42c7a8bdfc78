import { localDisk, type Disk } from '../../src/ledger/disk.ts';
import { LEAST_FREE_BYTES } from '../../src/ledger/room.ts';

/** Room for a submit and none for ballast: filling that would be most of the time of a test that isn't about disks. */
export const CRAMPED_DISK: Disk = { ...localDisk, freeBytes: () => LEAST_FREE_BYTES };
