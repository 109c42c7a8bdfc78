import { openDraw, type Draw } from './draw.ts';
import { drawFile, type DrawnFile } from './draw-file.ts';
import { drawFaults, SLOW_ANSWER } from './draw-faults.ts';

/** How a start of the program ends. */
export type Ending =
  | { readonly kind: 'itself' }
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'; readonly afterMs: number }
  /** Killed once the provider has taken so many batches, and before it says so. */
  | { readonly kind: 'taken'; readonly batches: number }
  /** Killed where it makes a system call for the n-th time. */
  | { readonly kind: 'failpoint'; readonly call: string; readonly nth: number };

/** What somebody does at a workspace: one start of the program. */
export interface Step {
  readonly act: 'run' | 'resume' | 'submit' | 'track' | 'pause' | 'cancel' | 'reconcile' | 'report';
  readonly ending: Ending;
  /** Time that passes before it, by the clocks of both sides. */
  readonly restMs: number;
}

/** A campaign, a bad provider, and what people and accidents do to it. All of it follows from the seed. */
export interface Life {
  readonly seed: number;
  readonly file: DrawnFile;
  readonly senders: readonly string[];
  readonly batchSize: number;
  readonly policy: 'hold' | 'resend';
  /** Faults of the sandbox; they are mended before the last starts. */
  readonly faults: readonly string[];
  readonly steps: readonly Step[];
  /** What a person does about a batch in doubt that the provider does not have. */
  readonly decision: 'resend' | 'assume-sent';
}

const LONG_CODE = '+16505550100';
const TOLL_FREE = '+18885550100';
const HOUR = 60 * 60 * 1000;
/** A row of numbers of their own, so that lives without such a night stay what they were. */
const NIGHTS = 1_000_000_007;
/** Calls that a failpoint can be at, with about how often a start makes them. */
const CALLS = [
  ['fsync', 30],
  ['connect', 14],
  ['pwrite64', 160],
  ['writev', 5],
  ['write', 200],
  ['rename', 14],
] as const;

/** Draws a life. The same seed is the same life, but for what a busy machine does to the instants. */
export function drawLife(seed: number): Life {
  const draw = openDraw(seed);
  const file = drawFile(draw, draw.integer(4, 30));
  const life: Life = {
    seed,
    file,
    senders: draw.isHit(0.3) ? [LONG_CODE, TOLL_FREE] : [LONG_CODE],
    batchSize: draw.integer(2, 8),
    policy: draw.isHit(0.5) ? 'hold' : 'resend',
    faults: drawFaults(draw),
    steps: drawSteps(draw),
    decision: draw.isHit(0.8) ? 'resend' : 'assume-sent',
  };
  const nights = openDraw(seed + NIGHTS);
  return nights.isHit(0.2) ? addNight(nights, life) : life;
}

/** A killed run whose answer was lost, and nobody looks before the next day or the one after. */
function addNight(draw: Draw, life: Life): Life {
  const night: Step[] = [
    { act: 'run', ending: { kind: 'taken', batches: draw.integer(1, 3) }, restMs: 0 },
    { act: 'run', ending: drawEnding(draw), restMs: draw.pick([26 * HOUR, 30 * HOUR, 50 * HOUR]) },
  ];
  return { ...life, faults: [...life.faults, SLOW_ANSWER], steps: [...night, ...life.steps] };
}

function drawSteps(draw: Draw): Step[] {
  const steps: Step[] = [];
  const deaths = draw.integer(0, 4);
  for (let death = 0; death < deaths; death += 1) {
    const act = death === 0 ? 'run' : draw.pick(['run', 'run', 'resume', 'submit', 'track']);
    steps.push({ act, ending: drawEnding(draw), restMs: drawRest(draw) });
    if (draw.isHit(0.25)) steps.push(drawErrand(draw));
  }
  return steps;
}

function drawEnding(draw: Draw): Ending {
  const afterMs = draw.integer(150, 3000);
  if (draw.isHit(0.4)) return { kind: 'signal', signal: 'SIGKILL', afterMs };
  if (draw.isHit(0.3)) return { kind: 'signal', signal: draw.pick(['SIGTERM', 'SIGINT']), afterMs };
  const [call, most] = draw.pick(CALLS);
  return { kind: 'failpoint', call, nth: draw.integer(1, most) };
}

function drawErrand(draw: Draw): Step {
  const act = draw.isHit(0.08) ? 'cancel' : draw.pick(['pause', 'reconcile', 'report', 'reconcile']);
  return { act, ending: { kind: 'itself' }, restMs: 0 };
}

function drawRest(draw: Draw): number {
  return draw.isHit(0.12) ? draw.pick([26 * HOUR, 30 * HOUR]) : 0;
}
