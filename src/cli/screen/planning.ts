import type { Context } from '../context.ts';
import { count } from './figures.ts';
import { openFrame } from './frame.ts';
import { layOut, type Line } from './layout.ts';
import { formatSpan } from './span.ts';
import { follow, paceOf, reaches, type Trace } from './trace.ts';

/** Shows how far a file is read. */
export interface PlanningScreen {
  /** The file is open, and has so many bytes; or, of a retry, so many rows are known to come. */
  readonly opened: (size: { readonly bytes: number } | { readonly rows: number }) => void;
  readonly progress: (read: { readonly rows: number; readonly bytesRead: number }) => void;
  /** The plan is there, or will not be: what stands on a terminal goes. */
  readonly close: () => void;
}

/** A file that is read sooner needs no bar, and no line. */
const PATIENCE_MS = 300;
const BAR_EVERY_MS = 250;
const LINE_EVERY_MS = 10_000;
const MEGA = 1_000_000;

/** How far the reading of a file is. */
export interface Reading {
  readonly file: string;
  readonly rows: number;
  readonly bytesRead: number;
  readonly bytes: number;
  /** How many rows there are; null for a file, of which nobody knows before its end. */
  readonly allRows: number | null;
  /** How the rows, and the bytes, came in. */
  readonly rowTrace: Trace;
  readonly byteTrace: Trace;
}

/** Opens the screen of a planning: a bar on a terminal, a line every ten seconds elsewhere, nothing with --quiet. */
export function openPlanning(context: Context, file: string): PlanningScreen {
  const { clock, flags, isFancy } = context;
  const frame = isFancy && !flags.quiet ? openFrame(context.io.stderr) : null;
  let reading: Reading = {
    file,
    rows: 0,
    bytesRead: 0,
    bytes: 0,
    allRows: null,
    rowTrace: [],
    byteTrace: [],
  };
  let nextAt = clock.monotonic() + (isFancy ? PATIENCE_MS : LINE_EVERY_MS);
  const show = (): void => {
    if (clock.monotonic() < nextAt) return;
    nextAt = clock.monotonic() + (isFancy ? BAR_EVERY_MS : LINE_EVERY_MS);
    if (frame === null) context.say(toReadingLine(reading, clock.now()));
    else frame.draw(layOutReading(reading, frame.columns(), clock.now()));
  };
  if (frame !== null) context.divertLines(frame.log);
  return {
    opened: (size) => {
      reading = {
        ...reading,
        ...('bytes' in size ? size : { allRows: size.rows }),
        byteTrace: follow([], clock.now(), 0),
        rowTrace: follow([], clock.now(), 0),
      };
    },
    progress: ({ rows, bytesRead }) => {
      const now = clock.now();
      const { rowTrace, byteTrace } = reading;
      reading = {
        ...{ ...reading, rows, bytesRead },
        ...{ rowTrace: follow(rowTrace, now, rows), byteTrace: follow(byteTrace, now, bytesRead) },
      };
      show();
    },
    close: () => {
      if (frame !== null) context.divertLines(null);
      frame?.close(true);
    },
  };
}

/** The bar of a file that is read: by its bytes, since nobody knows its rows before the end. A retry's: by its rows. */
export function layOutReading(reading: Reading, columns: number, now: number): Line[] {
  const { file, rows, rowTrace } = reading;
  return layOut(
    {
      title: file,
      step: 'step 1 of 4: planning',
      throughAt: null,
      bars: [{ ...toAmounts(reading), endsAt: endOf(reading, now), isLatest: false }],
      counts: [{ text: `${count(rows)} rows`, style: 'plain' }, ...tellPace(rowTrace)],
      money: [],
      waits: [],
    },
    columns,
    now,
  );
}

function toAmounts({ rows, allRows, rowTrace, bytes, bytesRead, byteTrace }: Reading) {
  if (allRows !== null) return { label: 'Failures', done: rows, all: allRows, perMinute: paceOf(rowTrace) };
  const pace = paceOf(byteTrace);
  return {
    ...{ label: 'Read MB', done: Math.floor(bytesRead / MEGA), all: Math.ceil(bytes / MEGA) },
    perMinute: pace === null ? null : pace / MEGA,
  };
}

function tellPace(rowTrace: Trace): { readonly text: string; readonly style: 'plain' }[] {
  const pace = paceOf(rowTrace);
  return pace === null ? [] : [{ text: `${count(Math.round(pace / 60))} a second`, style: 'plain' }];
}

/** The same in a line. */
export function toReadingLine(reading: Reading, now: number): string {
  const end = endOf(reading, now);
  const eta = end === null ? '' : `, read in ${formatSpan((end - now) / 1000)}`;
  return `${reading.file}: planning, ${count(reading.rows)} rows (${percentOf(reading)}%)${eta}`;
}

function percentOf({ bytes, bytesRead, rows, allRows }: Reading): number {
  const [done, all] = allRows === null ? [bytesRead, bytes] : [rows, allRows];
  return all === 0 ? 0 : Math.min(100, Math.floor((done * 100) / all));
}

function endOf({ bytes, byteTrace, allRows, rowTrace }: Reading, now: number): number | null {
  if (allRows !== null) return allRows === 0 ? null : reaches(rowTrace, allRows, now);
  return bytes === 0 ? null : reaches(byteTrace, bytes, now);
}
