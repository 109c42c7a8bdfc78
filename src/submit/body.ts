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
 */
export function buildBody(from: string, recipients: readonly BatchRecipient[]): BatchBody {
  const shared = sharedText(recipients);
  const messages = recipients.map((recipient) =>
    shared === null ? { to: [recipient.phone], text: recipient.text } : { to: [recipient.phone] },
  );
  const json = JSON.stringify(shared === null ? { from, messages } : { from, text: shared, messages });
  const bytes = Buffer.from(json, 'utf8');
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function sharedText(recipients: readonly BatchRecipient[]): string | null {
  const first = recipients[0];
  if (first === undefined) return null;
  return recipients.every((recipient) => recipient.text === first.text) ? first.text : null;
}
