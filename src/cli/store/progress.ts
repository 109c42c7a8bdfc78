import type { Context } from '../context.ts';
import { count } from '../screen/figures.ts';
import { openFrame } from '../screen/frame.ts';
import { layOut, type Line } from '../screen/layout.ts';
import { formatSpan } from '../screen/span.ts';
import { follow, paceOf, reaches, type Trace } from '../screen/trace.ts';

/** Shows how far a list is read. */
export interface ListProgress {
  readonly progress: (records: number) => void;
  /** How many there will be, once that is known. */
  readonly expect: (records: number) => void;
  readonly close: () => void;
}

const BAR_EVERY_MS = 250;
const LINE_EVERY_MS = 10_000;

/** How far it is. */
export interface ListReading {
  /** `messages`. */
  readonly what: string;
  readonly records: number;
  /** Null where nobody knows. */
  readonly all: number | null;
  readonly trace: Trace;
}

/**
 * Opens the progress of a list: a bar on a terminal, a line every ten seconds elsewhere, nothing with --quiet. Where the
 * list itself scrolls over the terminal, nothing is drawn over it.
 */
export function openListProgress(context: Context, what: string): ListProgress {
  const { clock, flags, io } = context;
  const isShown = !flags.quiet && io.stdout.isTTY !== true;
  const frame = isShown && context.isFancy ? openFrame(io.stderr) : null;
  let reading: ListReading = { what, records: 0, all: null, trace: follow([], clock.now(), 0) };
  let nextAt = clock.monotonic() + LINE_EVERY_MS;
  const show = (): void => {
    if (frame !== null) frame.draw(layOutList(reading, frame.columns(), clock.now()));
    else if (isShown && clock.monotonic() >= nextAt) {
      nextAt = clock.monotonic() + LINE_EVERY_MS;
      context.say(toListLine(reading, clock.now()));
    }
  };
  // A wait for the rate budget must not look like an end.
  const timer = setInterval(show, frame === null ? LINE_EVERY_MS / 10 : BAR_EVERY_MS);
  timer.unref();
  if (frame !== null) context.divertLines(frame.log);
  return {
    progress: (records) => {
      reading = { ...reading, records, trace: follow(reading.trace, clock.now(), records) };
      show();
    },
    expect: (all) => {
      reading = { ...reading, all };
    },
    close: () => {
      clearInterval(timer);
      if (frame !== null) context.divertLines(null);
      frame?.close(true);
    },
  };
}

/** The bar of a list that is read. */
export function layOutList(reading: ListReading, columns: number, now: number): Line[] {
  const { what, records, all, trace } = reading;
  const label = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  const bar = { label, done: records, all: all ?? records, perMinute: paceOf(trace) };
  return layOut(
    {
      ...{ title: 'campaign store', step: `reading ${what}`, throughAt: endOf(reading, now) },
      bars: all === null ? [] : [{ ...bar, endsAt: endOf(reading, now), isLatest: false }],
      counts: [{ text: `${count(records)} ${what}`, style: 'plain' }],
      ...{ money: [], waits: [] },
    },
    columns,
    now,
  );
}

/** The same in a line. */
export function toListLine(reading: ListReading, now: number): string {
  const { what, records, all } = reading;
  if (all === null) return `${count(records)} ${what} read`;
  const end = endOf(reading, now);
  const eta = end === null ? '' : `, through in ${formatSpan((end - now) / 1000)}`;
  return `${count(records)} of ${count(all)} ${what} read${eta}`;
}

function endOf({ records, all, trace }: ListReading, now: number): number | null {
  return all === null || records >= all ? null : reaches(trace, all, now);
}
