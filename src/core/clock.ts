/** The one clock that is handed to everything. */
export interface Clock {
  /** Wall time, epoch milliseconds. It may jump. */
  now(): number;
  /** Monotonic milliseconds: for ages and pacing. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
