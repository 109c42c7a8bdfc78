const DELIMITERS = [',', ';', '\t', '|'] as const;

const SAMPLE_RECORDS = 50;

const NAMES: ReadonlyMap<string, string> = new Map([
  ...DELIMITERS.map((sign) => [sign, sign] as const),
  ['\\t', '\t'],
  ['tab', '\t'],
  ['comma', ','],
  ['semicolon', ';'],
  ['pipe', '|'],
]);

export function parseDelimiter(name: string): string | null {
  return NAMES.get(name.toLowerCase()) ?? null;
}

export function formatDelimiter(delimiter: string): string {
  return delimiter === '\t' ? 'TAB' : delimiter;
}

/**
 * The delimiter of the text at the start of a file: the one under which a phone column appears, else the one that
 * splits most rows like the header, else the one that the header holds most. A comma when it holds none.
 */
export function detectDelimiter(head: string, isPhoneHeader: (cell: string) => boolean): string {
  const counts = countDelimiters(head);
  const firstLine = head.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? '';
  const scores = DELIMITERS.map((delimiter, index) => {
    const inHeader = counts[0]?.[index] ?? 0;
    const alike = counts.filter((record) => record[index] === inHeader).length / Math.max(counts.length, 1);
    const hasPhone = firstLine.split(delimiter).some((cell) => isPhoneHeader(cell.replaceAll('"', '')));
    return {
      delimiter,
      score: inHeader === 0 ? -1 : (hasPhone ? 1e6 : 0) + alike * 1e4 + Math.min(inHeader, 999),
    };
  });
  const best = scores.reduce((top, each) => (each.score > top.score ? each : top));
  return best.score < 0 ? ',' : best.delimiter;
}

/** The delimiter that a first line `sep=;` names, as Excel writes and reads it; null when there is no such line. */
export function readSeparatorLine(head: string): string | null {
  const match = /^sep=([,;\t|])[\r\n]/i.exec(head);
  return match?.[1] ?? null;
}

/** How often each delimiter stands outside quotes, per record. */
function countDelimiters(head: string): number[][] {
  const records: number[][] = [];
  let counts = DELIMITERS.map(() => 0);
  let isQuoted = false;
  let isBlank = true;
  let canOpenQuote = true;
  for (const sign of head) {
    // A quote inside an unquoted cell is text. One behind a closing quote was doubled: the cell goes on.
    if (sign === '"' && (isQuoted || canOpenQuote)) {
      isQuoted = !isQuoted;
      canOpenQuote = true;
      continue;
    }
    if (isQuoted) continue;
    canOpenQuote = /[\r\n,;\t|]/.test(sign);
    if (sign !== '\n' && sign !== '\r') {
      isBlank = false;
      const index = (DELIMITERS as readonly string[]).indexOf(sign);
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
      continue;
    }
    if (!isBlank) records.push(counts);
    if (records.length === SAMPLE_RECORDS) return records;
    counts = DELIMITERS.map(() => 0);
    isBlank = true;
  }
  if (records.length === 0) records.push(counts);
  return records;
}
