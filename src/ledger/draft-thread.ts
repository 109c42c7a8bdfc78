import { Worker } from 'node:worker_threads';
import { DefectError } from '../core/error.ts';
import type { DraftAnswer, DraftOrder, Seat } from './draft-service.ts';
import { unpackError } from './packed-error.ts';
import { buffersOf } from './row-parcel.ts';

/** What is used of a thread. Unreferenced, it doesn't keep the process alive. */
export interface Thread {
  postMessage(order: DraftOrder, handedOver: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (answer: DraftAnswer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  ref(): void;
  unref(): void;
}

export type StartThread = (seat: Seat) => Thread;

/** It holds a chunk at a time; the rest of what it allocates is soon garbage. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** Null where this is not the built program: Node 20 runs no TypeScript. */
export const startWorker: StartThread | null = import.meta.url.endsWith('.js')
  ? (seat) =>
      new Worker(new URL('./draft-worker.js', import.meta.url), { workerData: seat, resourceLimits: LIMITS })
  : null;

/** Takes orders to a second thread, which carries them out one after the other. */
export interface DraftThread {
  /** Resolves once the order is carried out: what it writes is committed. Rejects with what the ledger said. */
  readonly tell: (order: DraftOrder) => Promise<void>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function openDraftThread(start: StartThread, seat: Seat): DraftThread {
  const thread = start(seat);
  const waiting: Waiting[] = [];
  let lost: Error | null = null;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const { reject } of waiting.splice(0)) reject(lost);
  };
  thread.unref();
  thread.on('message', (answer) => {
    const first = waiting.shift();
    if (waiting.length === 0) thread.unref();
    if (answer.what === 'done') first?.resolve();
    else first?.reject(unpackError(answer.error));
  });
  thread.on('error', (error) => {
    lose(new DefectError(`the thread that writes the plan has failed: ${error.message}`));
  });
  thread.on('exit', () => {
    lose(new DefectError('the thread that writes the plan has ended'));
  });
  return {
    tell: (order) =>
      new Promise<void>((resolve, reject) => {
        if (lost !== null) {
          reject(lost);
          return;
        }
        waiting.push({ resolve, reject });
        thread.ref();
        thread.postMessage(order, order.what === 'end' ? [] : buffersOf(order));
      }),
  };
}
