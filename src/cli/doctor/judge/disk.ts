import { EXIT } from '../../../core/exit-code.ts';
import { failed, mergeFindings, warning, type Finding } from '../finding.ts';

export interface DiskRoom {
  readonly directory: string;
  readonly freeBytes: number;
  /** What a submit asks for. */
  readonly leastBytes: number;
}

export interface DiskFacts {
  /** What a person should know of the ledger's file system; null when there is nothing. */
  readonly doubt: string | null;
  readonly state: DiskRoom;
  readonly reports: DiskRoom;
}

/** Judges the room for the ledger, without which nothing is submitted, and for reports, which can be made again. */
export function judgeDisk({ doubt, state, reports }: DiskFacts): Finding {
  const findings = [
    ...(isFull(state) ? [failed(EXIT.notFinished, tellRoom(state), 'Make room there')] : []),
    ...(doubt === null ? [] : [warning(doubt, 'Keep the workspace on a local disk')]),
    ...(isFull(reports) ? [warning(tellRoom(reports), 'Make room there')] : []),
  ];
  return mergeFindings(findings, `${toMib(state.freeBytes)} MiB free for the ledger in ${state.directory}`);
}

function isFull({ freeBytes, leastBytes }: DiskRoom): boolean {
  return freeBytes < leastBytes;
}

function tellRoom({ directory, freeBytes, leastBytes }: DiskRoom): string {
  return `only ${toMib(freeBytes)} MiB are free in ${directory}, and ${toMib(leastBytes)} MiB are needed`;
}

function toMib(bytes: number): number {
  return Math.floor(bytes / (1024 * 1024));
}
