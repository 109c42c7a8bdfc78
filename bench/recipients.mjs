/** Part of the files' names: goes up when the rows change, so that no old file is measured. */
export const FILE_VERSION = 2;

export const HEADER = 'id,first_name,last_name,phone,city,balance\n';

const SEED = 20_240_607;

/** Shares of the rows; the rest is texted. `short` rows lack a cell: csv-parse alone gives up on a file that has them. */
const MIXES = {
  good: { short: 0, broken: 0.01, foreign: 0.03, duplicate: 0.03 },
  bad: { short: 0.06, broken: 0.2, foreign: 0.07, duplicate: 0.03 },
};

const FIRST_NAMES = [
  'Ana',
  'Ben',
  'Carla',
  'Dmitri',
  'Élodie',
  'Frank',
  'Grace',
  'Hiro',
  'José',
  'Maximilian',
];
const LAST_NAMES = [
  'Ng',
  'Smith',
  'García',
  'Oyelaran',
  'Johnson',
  'Müller',
  '"Diaz, Jr."',
  'Patel',
  'Kowalski',
];
const CITIES = [
  'Austin',
  'Los Angeles',
  'San Francisco',
  'Montréal',
  'Boise',
  'Mississauga',
  'New York',
  '"Erie, PA"',
  'Miami',
  'Reno',
];

const US_AREAS = [
  201, 205, 206, 212, 213, 214, 215, 303, 305, 312, 313, 314, 317, 404, 407, 408, 412, 415, 469, 503, 510,
  512, 602, 612, 617, 619, 702, 713, 718, 801, 813, 916, 917,
];
const CANADIAN_AREAS = [204, 250, 403, 416, 418, 514, 604, 613];
const AREAS = [...US_AREAS, ...CANADIAN_AREAS];

/** How many rows of twenty are written so. */
const FORMATS = [
  [6, (area, exchange, line) => `+1${area}${exchange}${line}`],
  [4, (area, exchange, line) => `(${area}) ${exchange}-${line}`],
  [3, (area, exchange, line) => `${area}-${exchange}-${line}`],
  [3, (area, exchange, line) => `${area}${exchange}${line}`],
  [1, (area, exchange, line) => `1-${area}-${exchange}-${line}`],
  [1, (area, exchange, line) => `${area}.${exchange}.${line}`],
  [1, (area, exchange, line) => `+1 (${area}) ${exchange}-${line}`],
  [1, (area, exchange, line) => `+1 ${area} ${exchange} ${line}`],
].flatMap(([share, format]) => Array.from({ length: share }, () => format));

const FOREIGN = [
  '+44 7911 12',
  '+49 1512 345',
  '+33 6 12 34 5',
  '+52 55 1234 ',
  '+61 412 345 ',
  '+91 98765 4',
];
const BROKEN = ['', 'n/a', '555-0100', '4.15556E+09', '12345', '(000) 000-0000', '415 555 01x0', '+1 999 99'];

/**
 * Rows of six columns, the same at every call: mostly US and Canadian numbers, in eight formats.
 *
 * @param {number} count
 * @param {'good' | 'bad'} kind
 */
export function* recipientRows(count, kind) {
  const mix = MIXES[kind];
  const chance = createChance(SEED);
  const pick = (list) => list[Math.floor(chance() * list.length)];
  for (let row = 0; row < count; row += 1) {
    const start = `${1_000_000 + row},${pick(FIRST_NAMES)},${pick(LAST_NAMES)}`;
    const end = `${pick(CITIES)},${(chance() * 900).toFixed(2)}
`;
    let draw = chance();
    const falls = (share) => (draw -= share) < 0;
    if (falls(mix.short)) yield `${start},${end}`;
    else if (falls(mix.broken)) yield `${start},${pick(BROKEN)},${end}`;
    else if (falls(mix.foreign))
      yield `${start},${pick(FOREIGN)}${1000 + Math.floor(chance() * 9000)},${end}`;
    else yield `${start},${formatNumber(falls(mix.duplicate) ? row >> 1 : row, pick(FORMATS))},${end}`;
  }
}

/** The n-th number: no two are the same, and neighbors are far apart. */
function formatNumber(n, format) {
  const area = AREAS[n % AREAS.length];
  // 7,654,321 shares no factor with 8,000,000: every seven digits from 2,000,000 on come once before one comes again.
  const local = String(2_000_000 + ((Math.floor(n / AREAS.length) * 7_654_321) % 8_000_000));
  return format(area, local.slice(0, 3), local.slice(3));
}

/** A seeded generator of 0 ≤ x < 1 (mulberry32). */
function createChance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
