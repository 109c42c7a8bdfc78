/** What a row of a messy file must come to. */
export interface ExpectedRow {
  /** The physical line on which its record starts; the header is line 1. */
  readonly line: number;
  /** `recipient`, or the code that it is rejected with. */
  readonly fate: string;
  /** E.164; empty for a row without a number that could be texted. */
  readonly phone: string;
}

export interface MessyFile {
  readonly csv: string;
  readonly rows: readonly ExpectedRow[];
}

export const MESSY_TEMPLATE =
  'Hi {{First Name}}, your code is {{Code}}. {{Note|See you!}} Reply STOP to opt out.';

const AREAS = [205, 206, 212, 213, 214, 303, 305, 312, 404, 415, 512, 602, 617, 702, 713, 804] as const;
const NAMES = ['Ada', 'Zoë', 'O’Neil', '"Bo"', 'Anne, Lee', 'José', '李', '🙂', '{{Code}}', '=1+1'] as const;

type Random = () => number;

/**
 * A file of `count` rows as people's tools leave them: numbers in eight notations, quotes, embedded newlines, blank
 * lines; one row in thirteen is bad or a duplicate. The same seed gives the same file.
 */
export function buildMessyFile(count: number, seed: number): MessyFile {
  const random = createRandom(seed);
  const rows: ExpectedRow[] = [];
  const seen: number[] = [];
  let csv = 'Customer;Mobile Phone;First Name;Code;Note\r\n';
  let line = 2;
  for (let index = 0; index < count; index += 1) {
    const { cells, fate, phone } = buildRow(index, seen, random);
    if (fate === 'recipient') seen.push(Number(phone.slice(2)));
    const record = cells.map(quote).join(';');
    rows.push({ line, fate, phone });
    csv += `${record}\r\n`;
    line += record.split('\n').length;
    if (random() < 0.01) {
      csv += '\r\n';
      line += 1;
    }
  }
  return { csv, rows };
}

interface BuiltRow {
  readonly cells: readonly string[];
  readonly fate: string;
  readonly phone: string;
}

function buildRow(index: number, seen: readonly number[], random: Random): BuiltRow {
  const national = toNational(index);
  const name = pick(NAMES, random);
  const row = (
    fate: string,
    cell: string,
    first: string = name,
    rest = [`C${index}`, toNote(random)],
  ): BuiltRow => ({
    cells: [`K${index}`, cell, first, ...rest],
    fate,
    phone: fate === 'recipient' || fate === 'duplicate' ? `+1${national}` : '',
  });
  const again = seen[Math.floor(random() * seen.length)];
  const roll = Math.floor(random() * 130);
  if (roll === 0) return row('missing-phone', ' ');
  if (roll === 1)
    return row('invalid-phone', pick(['n/a', '12345', '(415) 555-01', '+1 555 000 1111'], random));
  if (roll === 2) return row('excel-damaged', pick(['4.15555E+09', '#N/A', '4155550100.0'], random));
  if (roll === 3) return row('unsupported-destination', pick(['+44 20 7946 0958', '+49 30 901820'], random));
  if (roll === 4) return row('missing-variable', format(national, random), '  ');
  if (roll === 5) return row('text-too-long', format(national, random), 'x'.repeat(990));
  if (roll === 6) return row('column-count', format(national, random), name, [`C${index}`]);
  if (roll < 10 && again !== undefined) {
    return { ...row('duplicate', format(again, random)), phone: `+1${again}` };
  }
  return row('recipient', format(national, random));
}

/** A valid number of its own for each index; none of those that the sandbox gives a meaning to. */
function toNational(index: number): number {
  const area = AREAS[index % AREAS.length] ?? 212;
  return (
    area * 10_000_000 + (220 + (Math.floor(index / AREAS.length) % 300)) * 10_000 + (1000 + (index % 9000))
  );
}

function format(national: number, random: Random): string {
  const digits = String(national);
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return pick(
    [
      `+1${digits}`,
      digits,
      `1${digits}`,
      `(${area}) ${exchange}-${line}`,
      `${area}.${exchange}.${line}`,
      `1-${area}-${exchange}-${line}`,
      ` +1 (${area}) ${exchange} ${line} `,
      `+1\u00a0${area}\u00a0${exchange}\u00a0${line}`,
    ],
    random,
  );
}

function toNote(random: Random): string {
  return pick(['', '', '', 'Bring a friend.', 'Line one\r\nline two', 'Tab\there; and a semicolon'], random);
}

function quote(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function pick<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError('nothing to pick from');
  return choice;
}

/** Mulberry32: small, fast, and the same everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
