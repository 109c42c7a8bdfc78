import { z } from 'zod';
import type { Consent } from '../core/provider.ts';
import { parseTime } from './time.ts';

const word = z.string().min(1).nullable().catch(null);
/** Alone in v1, inside an object in other v2 replies. */
const number = z.union([z.string(), z.object({ phoneNumber: z.string() }).transform((to) => to.phoneNumber)]);

/**
 * A number as the provider writes it, as E.164: the specification's own examples leave out the `+` of a US number.
 * Null for anything else.
 */
export function parsePhone(text: string): string | null {
  if (/^\+[1-9]\d{1,14}$/.test(text)) return text;
  return /^1[2-9]\d{9}$/.test(text) ? `+${text}` : null;
}

/**
 * An opt-out of v1 (schema OptOutResponse) or a consent of v2 (schema SmsOptRecord). Unlike other records it is not
 * taken leniently: one that doesn't say whom it is about spoils the reply, and any other doubt goes against texting.
 * Null for a short code, which nobody can send a campaign to.
 */
export const CONSENT = z
  .object({
    to: number.transform((text, context) => {
      const phone = parsePhone(text);
      if (phone === null && !isShortCode(text)) context.addIssue('no phone number');
      return phone;
    }),
    from: number.nullable().catch(null),
    status: z.unknown().optional(),
    optStatus: z.unknown().optional(),
    coverage: z.unknown().optional(),
    source: word,
    lastModifiedTime: z.unknown().optional().transform(parseTime),
  })
  .transform((record): Consent | null =>
    record.to === null
      ? null
      : {
          to: record.to,
          from: isAboutOne(record.coverage) ? parsePhone(record.from ?? '') : null,
          status: (record.optStatus ?? record.status) === 'OptIn' ? 'OptIn' : 'OptOut',
          source: record.source,
          at: record.lastModifiedTime,
        },
  );

function isShortCode(text: string): boolean {
  return /^\d{3,6}$/.test(text);
}

/** A record without a coverage is about the pair, as all of v1 are. */
function isAboutOne(coverage: unknown): boolean {
  return coverage === undefined || coverage === null || coverage === 'PhoneNumber';
}

/** Reply of `PATCH consents` (schema OptRecordsModificationSummary): what isn't in it is done. */
export const FAILED_RECORDS = z
  .object({
    failedRecords: z
      .array(
        z.object({
          to: number,
          error: z.object({ errorCode: word, message: word }).catch({ errorCode: null, message: null }),
        }),
      )
      .nullish(),
  })
  .transform(({ failedRecords }) =>
    (failedRecords ?? []).map(({ to, error: { errorCode, message } }) => ({
      to,
      words: [errorCode, message],
    })),
  );

const ASSIGNED = z.object({
  successful: z.array(z.string()).catch([]),
  failed: z.array(z.object({ to: z.string(), errorMessage: word }).nullable().catch(null)).catch([]),
});

/** Reply of `POST opt-outs/bulk-assign` (schema OptOutBulkAssignResponse), of the opt-outs in it. */
export const ASSIGNED_OPT_OUTS = z
  .object({ optOuts: ASSIGNED.catch({ successful: [], failed: [] }) })
  .transform(({ optOuts: { successful, failed } }) => ({
    successful,
    failed: failed
      .filter((entry) => entry !== null)
      .map(({ to, errorMessage }) => ({ to, words: [errorMessage] })),
  }));
