export interface CsvShape {
  readonly delimiter: string;
  /** Whether a cell may hold a line break. */
  readonly hasQuote: boolean;
  readonly hasCarriageReturn: boolean;
}

/**
 * Takes a record. `line` is the physical line on which it starts, the file's first line being 1. `whole`: the line that
 * it is taken from, where that says all of it.
 */
export type TakeRecord = (cells: string[], line: number, whole: string | null) => void;

export interface RecordReader {
  /** Hands over the records that end in `chunk`: UTF-8 without byte order mark, the caller's again afterwards. Rejects with InputError. */
  write(chunk: Buffer): Promise<void>;
  /** Hands over the last record, if it has no line break. Rejects with InputError. */
  end(): Promise<void>;
}
