import type { RecipientColumns, RejectedRow } from '../core/recipient.ts';

/** What intake hands over, chunk by chunk, in the order of the file. */
export interface RowChunk {
  readonly recipients: RecipientColumns;
  /** A recipient's row as it stood in the file, by the same index. Few are ever asked for. */
  readonly cellsOf: (index: number) => readonly string[];
  readonly rejected: readonly RejectedRow[];
  readonly rows: number;
  readonly bytesRead: number;
}
