import {
  InputError,
  LedgerError,
  ProviderError,
  type LedgerFailure,
  type ProviderFailure,
} from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { failed, problemsToFailure, type Finding } from './finding.ts';

/**
 * Tells an expected error as a failed check, with the exit code that other commands have for it. Anything else is a
 * defect of ours, and thrown on.
 */
export function toFailure(error: unknown): Finding {
  if (error instanceof InputError) return problemsToFailure(error.problems);
  if (error instanceof ProviderError) {
    const { failure } = error.detail;
    return failed(EXIT_OF_PROVIDER[failure], error.message, REMEDY_OF_PROVIDER[failure]);
  }
  if (error instanceof LedgerError) {
    return failed(EXIT_OF_LEDGER[error.failure], error.message, REMEDY_OF_LEDGER[error.failure]);
  }
  throw error;
}

const EXIT_OF_PROVIDER: Readonly<Record<ProviderFailure, ExitCode>> = {
  unauthorized: EXIT.refused,
  forbidden: EXIT.refused,
  refused: EXIT.refused,
  unreachable: EXIT.notFinished,
  'rate-limited': EXIT.notFinished,
  unreadable: EXIT.notFinished,
};

const REMEDY_OF_PROVIDER: Readonly<Record<ProviderFailure, string>> = {
  unauthorized: 'Check the credentials against the app in the Developer Console',
  forbidden: 'Give the app or its user that permission in the Developer Console',
  refused: 'Ask RingCentral, with its request id',
  unreachable: 'Check the network, a proxy and RC_SERVER_URL; then try again',
  'rate-limited': 'Wait a minute, and try again',
  unreadable: 'Check that RC_SERVER_URL names RingCentral and no proxy answers for it',
};

const EXIT_OF_LEDGER: Readonly<Record<LedgerFailure, ExitCode>> = {
  locked: EXIT.locked,
  damaged: EXIT.ledger,
  foreign: EXIT.ledger,
  newer: EXIT.ledger,
  disk: EXIT.notFinished,
};

const REMEDY_OF_LEDGER: Readonly<Record<LedgerFailure, string>> = {
  locked: 'Try again when that process is through',
  damaged: 'Restore .campaign/ from a backup; never start without it, or people are texted twice',
  foreign: 'Restore the ledger of this workspace from a backup, or name the right workspace',
  newer: 'Upgrade the program',
  disk: 'Make room, or move the workspace to a healthy local disk',
};
