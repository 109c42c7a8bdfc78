import { createHash } from 'node:crypto';
import type { BatchRecipient } from '../core/ledger.ts';

/** The exact bytes of a `POST a2p-sms/batches`, and their SHA-256 for the ledger. */
export interface BatchBody {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/**
 * Builds the request body (schema CreateSMSMessageBatchRequest): one message a recipient, in the order of their
 * positions, because the reply's `rejected[].index` counts them from 1. A text that all share is written once.
 *
 * @param pieces the recipients, some at a time: of each piece nothing is held but its bytes.
 * @throws what reading a piece throws.
 */
export async function buildBody(
  from: string,
  pieces: AsyncIterable<readonly BatchRecipient[]> | Iterable<readonly BatchRecipient[]>,
): Promise<BatchBody> {
  let written: Uint8Array[] = [];
  let first: string | null = null;
  let isShared = true;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const text: string = first ?? piece[0]?.text ?? '';
    first = text;
    if (isShared && piece.some((recipient) => recipient.text !== text)) {
      isShared = false;
      written = written.map((bytes) => withText(bytes, text));
    }
    written.push(writeMessages(piece, isShared));
  }
  return join(from, first !== null && isShared ? first : null, written);
}

/** Messages as they stand in the list, without its brackets: `{"to":["+…"]},{"to":["+…"]}`. */
function writeMessages(recipients: readonly BatchRecipient[], isShared: boolean): Uint8Array {
  const messages = recipients.map(({ phone, text }) => (isShared ? { to: [phone] } : { to: [phone], text }));
  return Buffer.from(JSON.stringify(messages).slice(1, -1), 'utf8');
}

/** The same messages with the text that had been shared until then: in each of them is a number alone. */
function withText(messages: Uint8Array, text: string): Uint8Array {
  const ending = `],"text":${JSON.stringify(text)}}`;
  return Buffer.from(
    Buffer.from(messages)
      .toString('utf8')
      .replaceAll(']}', () => ending),
    'utf8',
  );
}

function join(from: string, shared: string | null, pieces: readonly Uint8Array[]): BatchBody {
  const head = JSON.stringify(shared === null ? { from } : { from, text: shared }).slice(0, -1);
  const parts = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [COMMA, piece]));
  const bytes = Buffer.concat([Buffer.from(`${head},"messages":[`, 'utf8'), ...parts, END]);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
