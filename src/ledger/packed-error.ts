import { DefectError, LedgerError, type LedgerFailure } from '../core/error.ts';

/** An error on its way to another thread: what crosses keeps its words, and loses its class. */
export interface PackedError {
  /** Null: a defect. */
  readonly failure: LedgerFailure | null;
  readonly message: string;
  /** SQLite's result code, where it came from there. */
  readonly errcode: number | null;
}

export function packError(error: unknown): PackedError {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof LedgerError)) return { failure: null, message, errcode: null };
  const { cause } = error;
  const errcode =
    cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode : null;
  return { failure: error.failure, message, errcode };
}

export function unpackError({ failure, message, errcode }: PackedError): LedgerError | DefectError {
  if (failure === null) return Object.assign(new DefectError(message), { message });
  if (errcode === null) return new LedgerError(failure, message);
  return new LedgerError(failure, message, { cause: Object.assign(new Error(message), { errcode }) });
}
