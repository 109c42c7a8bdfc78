/** How a figure rose: the moments at which it was seen to change, oldest first. */
export type Trace = readonly Point[];

interface Point {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** So many changes tell the pace; older ones are of a pace that may be over. */
const KEPT = 12;
/** Changes within so short a time are one. */
const TOGETHER_MS = 500;
/** A pace from less than this is chance. */
const LEAST_MS = 1000;

/** Adds what a figure is now. */
export function follow(trace: Trace, at: number, value: number): Trace {
  const last = trace.at(-1);
  // A clock that was set back, or a figure that fell: what was seen before says nothing any more.
  if (last === undefined || at < last.at || value < last.value) return [{ at, value }];
  if (value === last.value) return trace;
  const isTogether = trace.length > 1 && at - last.at < TOGETHER_MS;
  return [...(isTogether ? trace.slice(0, -1) : trace), { at: isTogether ? last.at : at, value }].slice(
    -KEPT,
  );
}

/** How much of it came in a minute of late; null where too little was seen. */
export function paceOf(trace: Trace): number | null {
  const [first, last] = [trace[0], trace.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
  return ((last.value - first.value) / (last.at - first.at)) * 60_000;
}

/**
 * When the figure should be at `goal` if it goes on like that (epoch milliseconds); null where that can't be told. A
 * change that is overdue makes the pace slower.
 */
export function reaches(trace: Trace, goal: number, now: number): number | null {
  const [first, last] = [trace[0], trace.at(-1)];
  const pace = paceOf(trace);
  if (first === undefined || last === undefined || pace === null || pace <= 0) return null;
  const at = last.at + ((goal - last.value) / pace) * 60_000;
  if (at > now) return at;
  return now + (goal - last.value) * ((now - first.at) / (last.value - first.value));
}
