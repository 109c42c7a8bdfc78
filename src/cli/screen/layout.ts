import type { Bar, Picture, Waiting } from './picture.ts';
import { count } from './figures.ts';
import { formatCountdown, formatSpan, toMoment } from './span.ts';

export type Style = 'plain' | 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'bar';

/** A piece of a line. Every sign of it is as wide as any other. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

const WIDEST_BAR = 30;
const NONE = '–';

/** Lays a picture out in lines of at most so many columns: what is too much is left out, never wrapped. */
export function layOut(picture: Picture, columns: number, now: number): Line[] {
  const { title, step, throughAt, bars, counts, money, waits } = picture;
  const through =
    throughAt === null || bars.some(({ isLatest }) => isLatest)
      ? []
      : [plain(`through about ${toMoment(throughAt, now)}`, 'dim')];
  const lines = [
    ...pack([plain(title, 'strong'), plain(step), ...through], ' · ', columns),
    ...layOutBars(bars, columns, now),
    ...pack(
      counts.map(({ text, style }) => plain(text, style)),
      ', ',
      columns,
    ),
    ...pack(
      money.map((text) => plain(text)),
      ' · ',
      columns,
    ),
    ...waits.flatMap((wait) => pack(tellWaiting(wait, now), ' · ', columns)),
  ];
  return lines.map((line) => cut(line, columns));
}

function plain(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

function tellWaiting({ text, untilAt, isUsual }: Waiting, now: number): Span[] {
  const style = isUsual ? 'dim' : 'warn';
  if (isUsual) return [plain(`${text} in ${formatSpan(((untilAt ?? now) - now) / 1000)}`, style)];
  const until =
    untilAt === null ? [] : [`until ${toMoment(untilAt, now)}`, `${formatCountdown(untilAt - now)} left`];
  return [`waiting: ${text}`, ...until].map((part) => plain(part, style));
}

/** The fullest way to tell the bars that still leaves room for them. */
function layOutBars(bars: readonly Bar[], columns: number, now: number): Line[] {
  const rows = bars.map((bar) => fieldsOf(bar, now));
  const widthOf = (name: keyof Fields): number => Math.max(...rows.map((row) => row[name].length));
  const even = rows.map((row) => ({
    label: row.label.padEnd(widthOf('label')),
    percent: row.percent,
    done: row.done.padStart(widthOf('done')),
    all: row.all,
    rate: row.rate.padStart(widthOf('rate')),
    eta: row.eta,
  }));
  for (const { least, tell } of WAYS) {
    const texts = even.map(tell);
    const longest = Math.max(...even.map((row, index) => row.label.length + 1 + (texts[index] ?? '').length));
    const room = Math.min(columns - longest, WIDEST_BAR);
    if (room < least) continue;
    return even.map(({ label }, index) =>
      drawBar(bars[index], label, Math.max(0, least) === 0 ? 0 : room, texts[index] ?? ''),
    );
  }
  return [];
}

interface Fields {
  readonly label: string;
  readonly percent: string;
  readonly done: string;
  readonly all: string;
  readonly rate: string;
  readonly eta: string;
}

/** From the fullest to the shortest; `least` is the bar that must have room, the last has none at all. */
const WAYS: readonly { readonly least: number; readonly tell: (fields: Fields) => string }[] = [
  {
    least: 10,
    tell: ({ percent, done, all, rate, eta }) => ` ${percent} │ ${done} of ${all} │ ${rate} │ ETA ${eta}`,
  },
  { least: 8, tell: ({ percent, done, all, eta }) => ` ${percent} │ ${done} of ${all} │ ETA ${eta}` },
  { least: 4, tell: ({ percent, done, all, eta }) => ` ${percent} ${done}/${all} ${eta}` },
  { least: 4, tell: ({ percent, done, all }) => ` ${percent} ${done}/${all}` },
  { least: -Infinity, tell: ({ percent }) => percent },
];

function fieldsOf({ label, done, all, perMinute, endsAt, isLatest }: Bar, now: number): Fields {
  const isDone = done >= all;
  // Cut, not rounded: 100% means all of them.
  const percent = `${all === 0 ? 100 : Math.floor((done * 100) / all)}%`.padStart(4);
  const span = endsAt === null ? NONE : formatSpan((endsAt - now) / 1000);
  return {
    ...{ label, percent, done: count(done), all: count(all) },
    rate: perMinute === null ? `${NONE}/min` : `${count(Math.round(perMinute))}/min`,
    eta: isDone ? 'done' : `${isLatest ? '≤ ' : ''}${span}`,
  };
}

function drawBar(bar: Bar | undefined, label: string, width: number, text: string): Line {
  const share = bar === undefined || bar.all === 0 ? 1 : bar.done / bar.all;
  const full = Math.floor(share * width);
  return [
    plain(`${label} `),
    plain('█'.repeat(full), 'bar'),
    plain('░'.repeat(width - full), 'dim'),
    plain(text),
  ];
}

/** Fills lines with parts, as many as have room in each. */
function pack(parts: readonly Span[], between: string, columns: number): Line[] {
  const lines: Span[][] = [];
  let width = 0;
  for (const part of parts) {
    const line = lines.at(-1);
    const wider = width + between.length + part.text.length;
    if (line === undefined || wider > columns) {
      lines.push([part]);
      width = part.text.length;
    } else {
      line.push({ text: between, style: 'dim' }, part);
      width = wider;
    }
  }
  return lines;
}

function cut(line: Line, columns: number): Line {
  let left = columns;
  const whole = line.reduce((sum, { text }) => sum + text.length, 0);
  if (whole <= columns) return line;
  return line.flatMap(({ text, style }) => {
    if (left <= 0) return [];
    const kept = text.length >= left ? `${text.slice(0, Math.max(0, left - 1))}…` : text;
    left -= kept.length;
    return [{ text: kept, style }];
  });
}
