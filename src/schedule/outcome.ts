import { EXIT, type ExitCode } from '../core/exit-code.ts';
import type { Progress } from './schedule.ts';

/** Ends that nobody needs to hear of: done, or the next tick goes on. */
const SILENT: readonly ExitCode[] = [
  EXIT.ok,
  EXIT.outsideWindow,
  EXIT.nothingToDo,
  EXIT.locked,
  EXIT.interrupted,
  EXIT.terminated,
];

/**
 * Whether the end of a try is told, which cron mails: what goes well never is, and the same trouble of the same occurrence
 * once.
 *
 * @param before what was remembered before the try.
 */
export function isToBeTold(before: Progress, occurrence: number, code: ExitCode): boolean {
  if (SILENT.includes(code)) return false;
  return before.attempt?.occurrence !== occurrence || before.attempt.code !== code;
}

/** Of several ends that are told, the one that the tick answers with: the one that needs a person most. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.terminated,
  EXIT.interrupted,
  EXIT.defect,
  EXIT.ledger,
  EXIT.inDoubt,
  EXIT.refused,
  EXIT.control,
  EXIT.input,
  EXIT.limit,
  EXIT.notFinished,
  EXIT.belowMinimum,
];

export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.ok;
}
