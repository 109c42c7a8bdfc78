import type { Stage } from '../harness/stage.ts';
import { TRACE_FILE, TRACED_CALLS, underStrace } from '../harness/trace.ts';

/** What the kernel saw of a run, call by call. */
export interface DiskTrace {
  /** Lines of strace, in order. */
  readonly lines: readonly string[];
  /** Where the POSTs are, and where the first of them ends. */
  readonly offers: readonly number[];
}

const OFFER = /(write|writev)\(.*"POST \/restapi\/v1\.0\/account\/~\/a2p-sms\/batches/;
const SYNC = /^\d+ +(fsync|fdatasync)\(/;
const LOG_WRITE = /^\d+ +pwrite64\(\d+<[^>]*ledger\.db-wal>/;
const PAGE_WRITE = /^\d+ +pwrite64\(/;

/** Starts the program under strace; `inject` are words like `inject=fsync:error=EIO:when=3`. */
export function traced(stage: Stage, ...inject: readonly string[]) {
  return underStrace(stage, [`${TRACED_CALLS},statfs`, ...inject].flatMap(toExpression));
}

/** The same, for the calls that name one path alone. */
export function tracedAt(stage: Stage, path: string, calls: string, ...inject: readonly string[]) {
  return underStrace(stage, ['-P', path, ...[`trace=${calls}`, ...inject].flatMap(toExpression)]);
}

function toExpression(word: string): string[] {
  return ['-e', word];
}

export function readDiskTrace(stage: Stage): DiskTrace {
  const lines = stage.read(TRACE_FILE).split('\n');
  const offers = lines.flatMap((line, index) => (OFFER.test(line) ? [index] : []));
  return { lines, offers };
}

/** How many POSTs and writes to the log come after the first call that was made to fail. */
export function afterInjection({ lines }: DiskTrace): {
  readonly offers: number;
  readonly logWrites: number;
} {
  const at = lines.findIndex((line) => line.endsWith('(INJECTED)'));
  if (at < 0) throw new Error('nothing was injected');
  const rest = lines.slice(at + 1);
  return {
    offers: rest.filter((line) => OFFER.test(line)).length,
    logWrites: rest.filter((line) => LOG_WRITE.test(line)).length,
  };
}

/** Which sync of the main thread commits the intent of an offer, and which its answer. Counted from 1, as strace does. */
export function findSyncs({ lines, offers }: DiskTrace, offer: number): { intent: number; answer: number } {
  const intent = ordinalBefore(lines, offers[offer - 1], SYNC);
  return { intent, answer: intent + 1 };
}

/** Which write of the main thread is the first of the answer to an offer. */
export function findAnswerWrite({ lines, offers }: DiskTrace, offer: number): number {
  return ordinalBefore(lines, offers[offer - 1], PAGE_WRITE) + 1;
}

/** Which statfs of the main thread is the last before an offer. */
export function findRoomCheck({ lines, offers }: DiskTrace, offer: number): number {
  return ordinalBefore(lines, offers[offer - 1], /^\d+ +statfs\(/);
}

// strace counts the calls of each thread by itself, and the ledger is the main thread's.
function ordinalBefore(lines: readonly string[], offer: number | undefined, call: RegExp): number {
  if (offer === undefined) throw new Error('there is no such offer');
  const [main = ''] = /^\d+ /.exec(lines[0] ?? '') ?? [];
  return lines.slice(0, offer).filter((line) => line.startsWith(main) && call.test(line)).length;
}

/** What to write over the answer of statfs(2) so that it tells of another file system (linux: 64-bit words). */
export function pokeStatfs({ type, freeBytes }: { type: number; freeBytes: number }, when = '1+'): string {
  const blockSize = 4096;
  const free = Math.floor(freeBytes / blockSize);
  const words = Buffer.alloc(5 * 8);
  [type, blockSize, 10_000_000, free, free].forEach((word, index) => {
    words.writeBigInt64LE(BigInt(word), index * 8);
  });
  return `inject=statfs:poke_exit=@arg2=${words.toString('hex')}:when=${when}`;
}
