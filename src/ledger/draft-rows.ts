import { LedgerError } from '../core/error.ts';
import type { Seat } from './draft-service.ts';
import { openDraftThread, type DraftThread, type StartThread } from './draft-thread.ts';
import { insertRecipients, insertRejectedRows } from './insert-draft.ts';
import {
  packRecipients,
  packRejectedRows,
  type StoredRecipients,
  type StoredRejectedRows,
} from './row-parcel.ts';
import type { Sql } from './sql.ts';
import type { Write } from './write.ts';

/** How a draft's rows get to the disk. */
export interface Drafting {
  /** Null: this thread writes all of them. */
  readonly startThread: StartThread | null;
  /** Rows that are written by this thread before the second is worth its start. */
  readonly rowsAlone: number;
  readonly seat: Seat;
}

/** The rows of drafts on their way to the disk, in the order in which they are given. */
export interface DraftRows {
  /** Resolves once they are committed. */
  addRecipients(draft: number, rows: StoredRecipients): Promise<void>;
  addRejectedRows(draft: number, rows: StoredRejectedRows): Promise<void>;
  /** Resolves once everything given is on the disk or refused, and the second thread has closed the ledger. */
  readonly end: () => Promise<void>;
}

export function openDraftRows(sql: Sql, write: Write, { startThread, rowsAlone, seat }: Drafting): DraftRows {
  let alone = 0;
  let thread: DraftThread | null = null;
  /** Whether rows go to the second thread: from then on all of them do, or they would overtake each other. */
  const isShared = (rows: number): boolean => {
    alone += rows;
    return alone > rowsAlone;
  };
  const threadOf = (): DraftThread | null => {
    if (thread === null && startThread !== null) thread = openDraftThread(startThread, seat);
    return thread;
  };
  const heed = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // What the other connection met on this disk holds for this one.
      if (error instanceof LedgerError) sql.heed(error);
      throw error;
    }
  };
  return {
    addRecipients: (draft, rows) => {
      const other = isShared(rows.phone.length) ? threadOf() : null;
      if (other !== null) return heed(other.tell(packRecipients(draft, rows)));
      return write(() => {
        insertRecipients(sql, draft, rows);
      });
    },
    addRejectedRows: (draft, rows) => {
      const other = isShared(rows.line.length) ? threadOf() : null;
      if (other !== null) return heed(other.tell(packRejectedRows(draft, rows)));
      return write(() => {
        insertRejectedRows(sql, draft, rows);
      });
    },
    end: async () => {
      const ending = thread;
      [thread, alone] = [null, 0];
      await ending?.tell({ what: 'end' }).catch(() => undefined); // it told each order what it met
    },
  };
}
