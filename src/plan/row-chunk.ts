import type { RecipientColumns, RejectedRow } from '../core/recipient.ts';

/** What intake hands over, chunk by chunk, in the order of the file. */
export interface RowChunk {
  readonly recipients: RecipientColumns;
  /** The recipients' rows as they stood in the file, by the same index. */
  readonly cells: readonly (readonly string[])[];
  readonly rejected: readonly RejectedRow[];
  readonly rows: number;
  readonly bytesRead: number;
}
