import type { RejectCode } from '../../core/recipient.ts';
import { openIntake } from '../../intake/open.ts';

/** How a file of recipients is to be read. */
export interface InspectOptions {
  /** The numbers that it would be sent from, E.164: they decide which countries are reached. */
  readonly from: readonly string[];
  /** The message, with `{{column}}`; without it only a `text` column gives texts. */
  readonly text?: string;
  /** ISO 3166 country of numbers without a plus, such as `US`. */
  readonly defaultCountry?: string;
}

/** What a file of recipients holds. `rows` = `recipients` + all of `rejected`. */
export interface FileInspection {
  readonly encoding: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: number;
  readonly recipients: number;
  readonly segments: number;
  /** Rows that would not be texted, by reason: `invalid-phone`, `duplicate`, … */
  readonly rejected: Readonly<Partial<Record<RejectCode, number>>>;
}

/**
 * Reads a file of recipients as `campaign plan` does, whatever wrote it, and counts. Makes nothing, asks nobody, and
 * knows of no opt-outs and no earlier runs.
 *
 * @throws InputError with everything that is wrong with the file, its header and the text: `error.problems`
 */
export async function inspectFile(path: string, options: InspectOptions): Promise<FileInspection> {
  const { from, text, defaultCountry } = options;
  const intake = await openIntake(path, {
    ...{ template: text ?? null, senders: from, smartPunctuation: false },
    ...(defaultCountry === undefined ? {} : { defaultCountry }),
  });
  const phones = new Set<number>();
  const rejected: Partial<Record<RejectCode, number>> = {};
  const reject = (code: RejectCode): void => void (rejected[code] = (rejected[code] ?? 0) + 1);
  let rows = 0;
  let segments = 0;
  for await (const chunk of intake.chunks()) {
    rows += chunk.rows;
    chunk.rejected.forEach(({ code }) => reject(code));
    chunk.recipients.phone.forEach((phone, index) => {
      if (phones.has(phone)) return reject('duplicate');
      phones.add(phone);
      segments += chunk.recipients.segments[index] ?? 0;
    });
  }
  const { encoding, delimiter, header } = intake;
  return { encoding, delimiter, header, rows, recipients: phones.size, segments, rejected };
}
