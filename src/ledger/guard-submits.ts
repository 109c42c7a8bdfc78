import { statSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import type { OfferOutcome, RunLedger } from '../core/ledger.ts';
import type { Ground } from './claim.ts';
import type { MarkKeeper } from './made.ts';
import { assertRoom, makeBallast, releaseBallast } from './room.ts';
import { isDiskFull } from './sql.ts';

type Submits = Pick<RunLedger, 'offer' | 'recordOutcome'>;

/**
 * Puts the ground under submits: none is begun without room for its answer or on a ledger that is no longer there, and
 * an answer that finds the disk full gets the ballast's room, and is the last thing this process does.
 */
export function guardSubmits(submits: Submits, mark: MarkKeeper, ground: Ground): Submits {
  const { directory, disk } = ground;
  const inode = findInode(ground.path);
  return {
    offer: async (...offer) => {
      if (findInode(ground.path) !== inode) throw replaced(ground.path);
      assertRoom(directory, disk);
      makeBallast(directory, disk);
      const standing = await submits.offer(...offer);
      if (standing === 'offered') mark.advance();
      return standing;
    },
    recordOutcome: async (runId, batch, outcome, record) => {
      const commit = (): Promise<void> => submits.recordOutcome(runId, batch, outcome, record);
      try {
        await commit();
      } catch (error) {
        // A full disk has rolled the commit back whole. After any other fault nobody knows what is on the disk.
        if (!isDiskFull(error)) throw unkept(error, batch, outcome);
        releaseBallast(directory);
        await commit().catch((again: unknown) => {
          throw unkept(again, batch, outcome);
        });
        throw new LedgerError(
          'disk',
          `the disk is full. The answer to batch ${batch} was kept, in the room of ${join(directory, 'ballast')}; ` +
            'nothing more was submitted. Make room, then run the same command again',
          { cause: error },
        );
      }
    },
  };
}

/** Null where it is gone. Asked by its path: opening the file would drop SQLite's locks. */
function findInode(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}

function replaced(path: string): LedgerError {
  return new LedgerError(
    'damaged',
    `the ledger ${path} was removed or replaced while it was in use: nothing more was submitted, and what came after ` +
      'that is lost. Put the newest copy back, then run the same command again',
  );
}

/** What a person must know when an answer could not be kept: the provider tells its id only once. */
function unkept(error: unknown, batch: number, outcome: OfferOutcome): unknown {
  if (!(error instanceof LedgerError)) return error;
  const answer =
    outcome.to === 'accepted'
      ? `RingCentral took batch ${batch} as ${outcome.batch.id}, and that could not be noted`
      : `what RingCentral said of batch ${batch} could not be noted`;
  return new LedgerError(error.failure, `${error.message}. ${answer}: the next start looks for it`, {
    cause: error,
  });
}
