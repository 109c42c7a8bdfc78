import { fileURLToPath } from 'node:url';
import type { Launch } from './program.ts';
import type { Stage } from './open-stage.ts';

/** What the kernel saw of the ledger's write-ahead log and of the network, in order. */
export type TraceEvent = 'wal-write' | 'wal-sync' | 'connect' | 'offer';

/** The words of strace that `readTrace` understands: descriptors with their paths, all threads. */
const TRACER = ['strace', '-f', '-qq', '-y', '-s', '80'] as const;
export const TRACED_CALLS = 'trace=connect,fsync,fdatasync,pwrite64,write,writev';
export const TRACE_FILE = 'trace.txt';
const SLOW_CLOCK = fileURLToPath(new URL('slow-clock.mjs', import.meta.url));

/**
 * Starts the program under strace with these words of it, and writes what it sees to `trace.txt` of the stage. What the
 * program does until all is submitted is the same in every run, call by call, so `inject=…:when=3` means one place.
 */
export function underStrace(stage: Stage, words: readonly string[]): Pick<Launch, 'wrapper' | 'environment'> {
  return {
    wrapper: [...TRACER, ...words, '-o', TRACE_FILE],
    environment: { ...stage.environment, NODE_OPTIONS: `--import ${SLOW_CLOCK}` },
  };
}

const SYNC = /^(fsync|fdatasync)\(\d+<[^>]*ledger\.db-wal>/;
const UNFINISHED = '<unfinished ...>';

/** Reads the output of strace. A sync counts where it returns, everything else where it is called. */
export function readTrace(text: string): TraceEvent[] {
  const events: TraceEvent[] = [];
  const syncing = new Set<string>();
  for (const line of text.split('\n')) {
    const [, pid = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (SYNC.test(call) && call.endsWith(UNFINISHED)) {
      syncing.add(pid);
      continue;
    }
    const isResumedSync = /^<\.\.\. (fsync|fdatasync) resumed>/.test(call) && syncing.delete(pid);
    const event = isResumedSync ? 'wal-sync' : classify(call);
    if (event !== null) events.push(event);
  }
  return events;
}

function classify(call: string): TraceEvent | null {
  if (SYNC.test(call)) return 'wal-sync';
  if (/^pwrite64\(\d+<[^>]*ledger\.db-wal>/.test(call)) return 'wal-write';
  if (/^connect\(.*AF_INET/.test(call)) return 'connect';
  return /^(write|writev)\(.*"POST \/restapi\/v1\.0\/account\/~\/a2p-sms\/batches/.test(call)
    ? 'offer'
    : null;
}
