import type { RecipientColumns, RejectedRow } from '../core/recipient.ts';

/** What intake hands over, chunk by chunk, in the order of the file. */
export interface RowChunk {
  readonly recipients: RecipientColumns;
  readonly rejected: readonly RejectedRow[];
  readonly rows: number;
  readonly bytesRead: number;
}

/** Joins chunks, in their order, until they hold so many rows; the last one may hold fewer. */
export async function* gatherChunks(
  chunks: AsyncIterable<RowChunk>,
  rowsAtLeast: number,
): AsyncGenerator<RowChunk> {
  let gathered = createGathered();
  for await (const chunk of chunks) {
    append(gathered.recipients, chunk.recipients);
    for (const row of chunk.rejected) gathered.rejected.push(row);
    gathered.rows += chunk.rows;
    gathered.bytesRead = chunk.bytesRead;
    if (gathered.rows < rowsAtLeast) continue;
    yield gathered;
    gathered = createGathered();
  }
  if (gathered.rows > 0) yield gathered;
}

function createGathered() {
  const recipients: RecipientColumns = {
    line: [],
    phone: [],
    country: [],
    values: [],
    text: [],
    segments: [],
  };
  return { recipients, rejected: [] as RejectedRow[], rows: 0, bytesRead: 0 };
}

function append(into: RecipientColumns, from: RecipientColumns): void {
  for (let i = 0; i < from.phone.length; i++) {
    into.line.push(from.line[i] ?? 0);
    into.phone.push(from.phone[i] ?? 0);
    into.country.push(from.country[i] ?? 'US');
    into.values.push(from.values[i] ?? null);
    into.text.push(from.text[i] ?? null);
    into.segments.push(from.segments[i] ?? 0);
  }
}
