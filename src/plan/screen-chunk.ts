import { formatPhone, type RecipientColumns, type RejectedRow } from '../core/recipient.ts';
import type { Assigner } from './assign.ts';
import type { RowChunk } from './row-chunk.ts';
import type { Refusal, Screen } from './screen.ts';

/** A chunk once everybody who is not to be texted is out of it. */
export interface ScreenedChunk {
  readonly recipients: RecipientColumns;
  /** The sender of each recipient. */
  readonly senders: readonly string[];
  readonly rejected: readonly RejectedRow[];
}

interface ScreenRules {
  readonly screen: Screen;
  /** Null: the rows have no cells, and their numbers are told as they are texted. */
  readonly phoneIndex: number | null;
}

/** Gives each recipient its sender, and moves those who are not to be texted to the rejected rows. */
export async function screenChunk(
  { screen, phoneIndex }: ScreenRules,
  assigner: Assigner,
  chunk: RowChunk,
): Promise<ScreenedChunk> {
  const { recipients } = chunk;
  const { refusals, senders: had } = await screen.look(recipients);
  const senders = recipients.phone.map((phone, index) =>
    assigner.senderFor(phone, recipients.country[index] ?? 'US', had.get(index) ?? null),
  );
  const rejected: RejectedRow[] = [...chunk.rejected];
  const kept: number[] = [];
  recipients.phone.forEach((phone, index) => {
    const from = senders[index] ?? '';
    const refusal = screen.optOutOf(phone, from) ?? refusals.get(index) ?? assigner.refusalOf(phone, from);
    if (refusal === null) kept.push(index);
    else rejected.push(toRejectedRow(refusal, chunk, index, phoneIndex));
  });
  if (kept.length === recipients.phone.length) return { recipients, senders, rejected };
  return { recipients: pick(recipients, kept), senders: pickOf(senders, kept), rejected };
}

function toRejectedRow(
  { code, reason }: Refusal,
  { recipients, cellsOf }: RowChunk,
  index: number,
  phoneIndex: number | null,
): RejectedRow {
  const cells = cellsOf(index);
  const phone = phoneIndex === null ? formatPhone(recipients.phone[index] ?? 0) : (cells[phoneIndex] ?? '');
  return { line: recipients.line[index] ?? 0, phone, code, reason, cells };
}

function pick(columns: RecipientColumns, kept: readonly number[]): RecipientColumns {
  return {
    line: pickOf(columns.line, kept),
    phone: pickOf(columns.phone, kept),
    country: pickOf(columns.country, kept),
    values: pickOf(columns.values, kept),
    text: pickOf(columns.text, kept),
    segments: pickOf(columns.segments, kept),
  };
}

function pickOf<T>(column: readonly T[], kept: readonly number[]): T[] {
  return kept.map((index) => column[index] as T);
}
