import {
  InputError,
  LedgerError,
  ProviderError,
  formatProblem,
  type Problem,
  type ProviderFailure,
} from '../core/error.ts';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import { maskNumbers } from '../core/recipient.ts';
import type { Io } from './io.ts';

/** A command can't go on without credentials. */
export class NoCredentialsError extends Error {
  constructor() {
    super('no credentials');
    this.name = 'NoCredentialsError';
  }
}

/** A person pressed Ctrl-C at a question: the terminal gave it to the question, not to the process. */
export class InterruptedError extends Error {
  constructor() {
    super('interrupted');
    this.name = 'InterruptedError';
  }
}

/** A plan is beyond what a person allowed: it is not sent. */
export class LimitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LimitError';
  }
}

const BOTH_WAYS = `No RingCentral credentials were found. Two ways on:
  - try it without an account: add --sandbox
  - use your account: put RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT into .env or the environment`;

/** Tells what went wrong in words, and answers with its exit code. */
export function reportFailure(error: unknown, io: Io, isVerbose: boolean): ExitCode {
  const tell = (text: string): void => {
    io.stderr.write(`${text}\n`);
  };
  const signal = findSignal(error, io);
  if (signal !== null) {
    tell('interrupted before anything was sent');
    return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }
  if (error instanceof InputError) {
    for (const problem of error.problems) tell(`error: ${formatProblem(problem)}`);
    return EXIT.input;
  }
  if (error instanceof LimitError) {
    tell(`stopped: ${error.message}`);
    return EXIT.limit;
  }
  if (error instanceof NoCredentialsError) {
    tell(BOTH_WAYS);
    return EXIT.refused;
  }
  if (error instanceof ProviderError) {
    tell(`error: ${error.message}`);
    if (LEAVES_OPEN_WHY.includes(error.detail.failure)) tell(LOOK_AROUND);
    return exitOfProvider(error);
  }
  if (error instanceof LedgerError) {
    tell(`error: ${error.message}`);
    return exitOfLedger(error);
  }
  const forbidden = findForbidden(error);
  if (forbidden !== null) {
    tell(`error: ${formatProblem(forbidden)}`);
    return EXIT.input;
  }
  const known = error instanceof Error ? error : new Error(String(error));
  // Nobody knows what is in it: a number, most likely, if it was about one.
  tell(`error: ${maskNumbers(known.message)}`);
  tell(
    isVerbose
      ? maskNumbers(known.stack ?? '')
      : 'Run it again with -v to see where this happened, and report it.',
  );
  return EXIT.defect;
}

const LEAVES_OPEN_WHY: readonly ProviderFailure[] = ['unreachable', 'unreadable'];

const LOOK_AROUND =
  'Check the network, a proxy and RC_SERVER_URL; `campaign doctor` looks at one thing after another.';

const FORBIDDEN: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** A file or directory that this user may not use: not a defect, but the machine's. */
function findForbidden(error: unknown): Problem | null {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const why = FORBIDDEN[code];
  if (why === undefined || path === undefined) return null;
  const remedy =
    'Correct the permissions, run this as their owner, or name another workspace with --workspace';
  return { where: path, found: `${why} (${syscall ?? code})`, remedy };
}

/** What is waited for before a run begins throws the interrupt's own reason: the name of the signal. */
function findSignal(error: unknown, io: Io): string | null {
  if (error instanceof InterruptedError) return 'SIGINT';
  return io.interrupt.aborted && error === io.interrupt.reason ? String(error) : null;
}

function exitOfProvider(error: ProviderError): ExitCode {
  switch (error.detail.failure) {
    case 'unauthorized':
    case 'forbidden':
    case 'refused':
      return EXIT.refused;
    case 'unreachable':
    case 'rate-limited':
    case 'unreadable':
      return EXIT.notFinished;
  }
}

function exitOfLedger(error: LedgerError): ExitCode {
  switch (error.failure) {
    case 'locked':
      return EXIT.locked;
    case 'damaged':
    case 'foreign':
    case 'newer':
      return EXIT.ledger;
    case 'disk':
      return EXIT.notFinished;
  }
}
