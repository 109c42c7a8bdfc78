/** A row that is not texted although its number and text are valid. */
export interface HeldRow {
  readonly line: number;
  readonly code: string;
}

/** The reasons that lie in what is known of people: they may change while the file stays as it is. */
const HELD: ReadonlySet<string> = new Set(['opted-out', 'excluded', 'contacted-recently']);

/** Of the rejected rows, in order of the line, those that are held back. */
export async function* heldRows(rows: AsyncIterable<HeldRow>): AsyncGenerator<HeldRow> {
  for await (const { line, code } of rows) if (HELD.has(code)) yield { line, code };
}

/** Lines as `5,9-12`: short enough to be kept, exact enough to be compared. */
export async function formatLines(rows: AsyncIterable<HeldRow>): Promise<string> {
  const spans: string[] = [];
  let open: [first: number, last: number] | null = null;
  for await (const { line } of rows) {
    if (open !== null && line === open[1] + 1) {
      open[1] = line;
      continue;
    }
    if (open !== null) spans.push(formatSpan(open));
    open = [line, line];
  }
  if (open !== null) spans.push(formatSpan(open));
  return spans.join(',');
}

/** The lines of `5,9-12`, in order. */
export function* parseLines(text: string): Generator<number> {
  for (const span of text === '' ? [] : text.split(',')) {
    const [first = NaN, last = first] = span.split('-').map(Number);
    for (let line = first; line <= last; line += 1) yield line;
  }
}

/** How those who are held back now differ from those who were when it was approved. */
export interface HeldBackChange {
  /** Texted by the plan, and opted out since. */
  readonly optedOut: number;
  /** Texted by the plan, and held back for another reason now. */
  readonly lost: readonly HeldRow[];
  /** Lines that the plan leaves out, and that would be texted now. */
  readonly gained: readonly number[];
}

/** Compares the plan's lines with the rows of now, both in order of the line. */
export async function compareHeldBack(
  approved: string,
  now: AsyncIterable<HeldRow>,
): Promise<HeldBackChange> {
  const lines = parseLines(approved);
  const lost: HeldRow[] = [];
  const gained: number[] = [];
  let optedOut = 0;
  let next = lines.next();
  for await (const row of now) {
    for (; next.done !== true && next.value < row.line; next = lines.next()) gained.push(next.value);
    if (next.done !== true && next.value === row.line) next = lines.next();
    else if (row.code === 'opted-out') optedOut += 1;
    else lost.push(row);
  }
  for (; next.done !== true; next = lines.next()) gained.push(next.value);
  return { optedOut, lost, gained };
}

function formatSpan([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}
