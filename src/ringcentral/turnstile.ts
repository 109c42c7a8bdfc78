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
const CHECK_EVERY_MS = 1000;

/**
 * Bottleneck with `minTime` and `maxConcurrent` only: its reservoirs let twice the limit through a sliding window, and
 * its retry and expiration would repeat a call. It paces by the wall clock, and would sit out a clock that was set
 * back by an hour; so it is given one caller at a time, and a fresh one takes over after such a step or when the
 * distance changes, also for a caller who already waits in the old one.
 */
export function openTurnstile(clock: Clock, minTimeMs: () => number): Turnstile {
  let pacer = openPacer(clock, minTimeMs());
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const isOutdated = () => pacer.minTimeMs !== minTimeMs() || toOffset(clock) < pacer.offset - CLOCK_STEP_MS;

  function current(): Bottleneck {
    if (isOutdated()) pacer = openPacer(clock, minTimeMs());
    return pacer.limiter;
  }

  async function takeTurn(job: () => Promise<void>): Promise<void> {
    while (!isClosed) {
      // Nothing to pace: its timers alone would take a millisecond or two.
      if (Math.floor(minTimeMs()) === 0) return job();
      const limiter = current();
      // Drops a turn that has not begun; one that has is not Bottleneck's to time.
      const rescue = setInterval(() => {
        if (isOutdated()) void limiter.stop({ dropWaitingJobs: true });
      }, CHECK_EVERY_MS);
      const begin = (): Promise<void> => {
        clearInterval(rescue);
        return job();
      };
      try {
        await limiter.schedule(begin);
        return;
      } catch (error) {
        if (!(error instanceof Bottleneck.BottleneckError)) throw error;
      } finally {
        clearInterval(rescue);
      }
    }
    throw new GateClosed();
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
