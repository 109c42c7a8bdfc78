import type { FrozenTemplate, RecipientColumns, RejectedRow } from '../core/recipient.ts';
import type { EncodingFigures } from './encoding-cost.ts';

/** What a person may say about a recipients file: the flags of `run` and `plan`. */
export interface IntakeSettings {
  /** The campaign's text; null when only a `text` column gives texts. */
  readonly template: string | null;
  /** Where the text came from, for errors: `--text`, `campaigns/x.yaml:3`. */
  readonly templateSource?: string;
  /** The header of the phone column (`--column phone=HEADER`); found by name when absent. */
  readonly phoneColumn?: string;
  /** ISO 3166 country of numbers without `+`; without it such a row is rejected, never guessed. */
  readonly defaultCountry?: string;
  /** One of `, ; | TAB` or its name; detected when absent. */
  readonly delimiter?: string;
  /** `utf-8`, `utf-16le`, `utf-16be`, `utf-16` or `windows-1252`; detected when absent. */
  readonly encoding?: string;
  /** Only the numbers count: a `text` column is a column like any other. */
  readonly isNumbersOnly?: boolean;
  /** Replace ’ “ ” – … by the GSM-7 signs that look like them. */
  readonly smartPunctuation: boolean;
  /** The E.164 numbers that the campaign is sent from. */
  readonly senders: readonly string[];
}

/** A recipients file that was found usable. Nothing of its rows is kept in memory. */
export interface Intake {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string;
  readonly encoding: string;
  readonly delimiter: string;
  /** The header's cells as they stand in the file. */
  readonly header: readonly string[];
  /** Which cell of a row is its phone. */
  readonly phoneIndex: number;
  /** One empty piece when there is no template. */
  readonly template: FrozenTemplate;
  /** What was assumed about the file, a sentence each. */
  readonly assumptions: readonly string[];
  /**
   * The rows in file order, each in exactly one place. Throws InputError when the file can't be read to its end as
   * CSV, or is no longer the file that was opened: maybe only after the last chunk, so commit nothing before.
   */
  chunks(signal?: AbortSignal): AsyncGenerator<IntakeChunk>;
  /** What UCS-2 costs the recipients that `chunks()` gave last: of all of them once its last chunk is there. */
  encodingFigures(): EncodingFigures;
}

/** The rows of about one mebibyte of the file. */
export interface IntakeChunk {
  readonly recipients: RecipientColumns;
  /** A recipient's row as it stood in the file, by the same index. Few are ever asked for. */
  readonly cellsOf: (index: number) => readonly string[];
  readonly rejected: readonly RejectedRow[];
  /** Rows of this chunk: recipients and rejected rows. */
  readonly rows: number;
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
}
