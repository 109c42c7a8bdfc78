import { createCsvReader } from './csv-records.ts';
import { openPlainLines } from './plain-lines.ts';
import type { CsvShape, RecordReader, TakeRecord } from './record.ts';

/**
 * Reads the records of a CSV file; `take` gets them in file order. csv-parse decides what a file says: its plain part is
 * read faster, in the same way, and from the first record on that isn't plain csv-parse reads the rest.
 */
export function createRecordReader(path: string, shape: CsvShape, take: TakeRecord): RecordReader {
  const plain = openPlainLines(shape, take);
  let rest: RecordReader | null = null;
  const goOn = async (bytes: Buffer | null): Promise<void> => {
    if (bytes === null) return;
    rest = createCsvReader(path, shape, take, plain.nextLine);
    await rest.write(bytes);
  };
  return {
    write: async (chunk) => {
      await (rest === null ? goOn(plain.read(chunk)) : rest.write(chunk));
    },
    end: async () => {
      if (rest === null) await goOn(plain.end());
      await rest?.end();
    },
  };
}
