import Bottleneck from 'bottleneck';
import type { Clock } from '../core/clock.ts';

/** Lets callers through one by one, in order of asking, at least `minTimeMs` apart. */
export interface Turnstile {
  /** Runs `job` when its turn has come. Rejects with GateClosed after `close`, else as the job does. */
  pass(job: () => Promise<void>): Promise<void>;
  close(): void;
}

export class GateClosed extends Error {
  constructor() {
    super('the connection to the provider is being closed');
    this.name = 'GateClosed';
  }
}

/** The wall clock was set back, not just corrected. */
const CLOCK_STEP_MS = 20;

/**
 * Bottleneck with `minTime` and `maxConcurrent` only: its reservoirs let twice the limit through a sliding window, and
 * its retry and expiration would repeat a call. It paces by the wall clock, and would sit out a clock that was set
 * back by an hour; so it is given one caller at a time, and a fresh one takes over after such a step.
 */
export function openTurnstile(clock: Clock, minTimeMs: () => number): Turnstile {
  let pacer = openPacer(clock, minTimeMs());
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function current(): Bottleneck {
    const isSetBack = toOffset(clock) < pacer.offset - CLOCK_STEP_MS;
    if (isSetBack || pacer.minTimeMs !== minTimeMs()) pacer = openPacer(clock, minTimeMs());
    return pacer.limiter;
  }

  async function takeTurn(job: () => Promise<void>): Promise<void> {
    if (isClosed) throw new GateClosed();
    try {
      await current().schedule(job);
    } catch (error) {
      throw error instanceof Bottleneck.BottleneckError ? new GateClosed() : error;
    }
  }

  return {
    pass(job) {
      const turn = queue.then(() => takeTurn(job));
      queue = turn.catch(() => undefined);
      return turn;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      void pacer.limiter.stop({ dropWaitingJobs: true });
    },
  };
}

function openPacer(clock: Clock, minTimeMs: number) {
  const limiter = new Bottleneck({ minTime: Math.floor(minTimeMs), maxConcurrent: 1 });
  return { limiter, minTimeMs, offset: toOffset(clock) };
}

function toOffset(clock: Clock): number {
  return clock.now() - clock.monotonic();
}
