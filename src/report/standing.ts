import type { Batch, BatchState } from '../core/batch.ts';
import type { RecipientRecord } from '../core/ledger.ts';
import { MESSAGE_OUTCOMES, toOutcome, UNKNOWN_OUTCOME_CODES } from '../core/message.ts';
import type { MessageOutcome } from '../core/message.ts';
import type { WithholdReason } from '../core/offer-guard.ts';
import { toSmsCode } from '../core/sms-code.ts';

/** Where a recipient is counted: by its message's outcome, or by why there is no message. */
export type Bucket = MessageOutcome | 'rejected' | 'inDoubt' | 'notSent';

export const BUCKETS: readonly Bucket[] = [...MESSAGE_OUTCOMES, 'rejected', 'inDoubt', 'notSent'];

/**
 * What became of a recipient. `status` is the provider's own word for the message, whatever that word is, or one of
 * ours where there is none to quote:
 *
 * - `Unknown`: the carrier gave no or an unknown receipt (SMS-CAR-104, SMS-CAR-199); the message may have arrived.
 * - `Queued` without a message id: the provider took the batch and doesn't list this message yet.
 * - `Rejected`: refused in the reply to the submit, with the provider's code and words.
 * - `Unlisted`: the batch is settled, and the provider, which took this recipient, never listed its message.
 * - `RejectedReasonLost`: rejected, as a batch that was found again shows by its messages; the reply with the reason was lost.
 * - `InDoubt`: the batch was offered, and whether it was taken is not known.
 * - `AssumedSent`: a batch in doubt that a person gave up; counted as in doubt.
 * - `OptedOut`: opted out after the plan and before the offer, so it was left out; counted as not sent.
 * - `ContactedRecently`: texted by another run between the plan and the offer, so it was left out; counted as not sent.
 * - `NotSent`: the batch was never taken.
 */
export interface Standing {
  readonly bucket: Bucket;
  readonly status: string;
  readonly errorCode: string | null;
  readonly error: string | null;
}

/** What a standing depends on beyond the recipient's own record. */
export type StandingBatch = Pick<Batch, 'doubtedAt' | 'settledAt'>;

export function toStanding(record: RecipientRecord, batch: StandingBatch): Standing {
  if (record.messageId !== null) return toMessageStanding(record.status ?? 'Unknown', record.errorCode);
  if (record.withheld !== null) return LEFT_OUT[record.withheld];
  return toAbsence(record.batchState, record.rejection, batch);
}

function toMessageStanding(status: string, errorCode: string | null): Standing {
  const isUnknown = errorCode !== null && UNKNOWN_OUTCOME_CODES.has(errorCode);
  return {
    bucket: toOutcome(status, errorCode),
    status: isUnknown ? 'Unknown' : status,
    errorCode,
    error: errorCode === null ? null : toSmsCode(errorCode).meaning,
  };
}

function toAbsence(
  state: BatchState,
  rejection: RecipientRecord['rejection'],
  batch: StandingBatch,
): Standing {
  switch (state) {
    case 'planned':
    case 'refused':
      return NOT_SENT;
    case 'submitting':
    case 'in_doubt':
      return IN_DOUBT;
    case 'abandoned':
      return batch.doubtedAt === null ? NOT_SENT : ASSUMED_SENT;
    case 'accepted':
    case 'processing':
    case 'completed':
    case 'settled':
    case 'duplicated':
      if (rejection !== null) return toRejection(rejection);
      // Absence is no rejection: the provider said that it took this recipient.
      return batch.settledAt === null ? NOT_LISTED : UNLISTED;
  }
}

function toRejection(rejection: NonNullable<RecipientRecord['rejection']>): Standing {
  const { errorCode, description } = rejection;
  if (errorCode === null && description === null) return REASON_LOST;
  return {
    bucket: 'rejected',
    status: 'Rejected',
    errorCode,
    error: description ?? toSmsCode(errorCode).meaning,
  };
}

const NOT_SENT: Standing = { bucket: 'notSent', status: 'NotSent', errorCode: null, error: null };
const LEFT_OUT: Readonly<Record<WithholdReason, Standing>> = {
  'opted-out': {
    bucket: 'notSent',
    status: 'OptedOut',
    errorCode: null,
    error: 'opted out before the message was offered',
  },
  'contacted-recently': {
    bucket: 'notSent',
    status: 'ContactedRecently',
    errorCode: null,
    error: 'texted by another run before the message was offered',
  },
};
const IN_DOUBT: Standing = { bucket: 'inDoubt', status: 'InDoubt', errorCode: null, error: null };
export const ASSUMED_SENT: Standing = {
  bucket: 'inDoubt',
  status: 'AssumedSent',
  errorCode: null,
  error: null,
};
const NOT_LISTED: Standing = { bucket: 'queued', status: 'Queued', errorCode: null, error: null };
const UNLISTED: Standing = { bucket: 'unknown', status: 'Unlisted', errorCode: null, error: null };
const REASON_LOST: Standing = {
  bucket: 'rejected',
  status: 'RejectedReasonLost',
  errorCode: null,
  error: 'rejected by the provider; its reason was lost or never given',
};
