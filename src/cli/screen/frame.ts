import { styleText } from 'node:util';
import type { OutputStream } from '../io.ts';
import type { Line, Style } from './layout.ts';

/** Lines at the bottom of a terminal that are drawn over and over. */
export interface Frame {
  /** How many columns a line may have. */
  readonly columns: () => number;
  readonly draw: (lines: readonly Line[]) => void;
  /** A line that stays, above the others. */
  readonly log: (text: string) => void;
  /** Leaves the lines as they are, or with `isGone` takes them away, and gives the cursor back. */
  readonly close: (isGone?: boolean) => void;
}

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_BELOW = '\u001B[0J';

const STYLES = {
  strong: 'bold',
  dim: 'dim',
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  bar: 'cyan',
} as const satisfies Record<Exclude<Style, 'plain'>, Parameters<typeof styleText>[0]>;

/**
 * Opens a frame. A terminal that is made narrower breaks the lines that stand on it: how many rows they take up then is
 * reckoned anew, so that all of them are drawn over.
 */
export function openFrame(stream: OutputStream): Frame {
  let shown: readonly Line[] = [];
  let text = '';
  let isHidden = false;
  const showCursor = (): void => void stream.write(SHOW_CURSOR);
  const wide = (): number => stream.columns ?? 80;
  const toTop = (): string => {
    const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / wide())), 0);
    return `${rows > 0 ? `\u001B[${rows}A` : ''}\r${CLEAR_BELOW}`;
  };
  const write = (above: string): void => {
    if (!isHidden) process.once('exit', showCursor);
    stream.write(`${isHidden ? '' : HIDE_CURSOR}${above}${text}`);
    isHidden = true;
  };
  return {
    // A sign in the last column would make some terminals begin another row.
    columns: () => Math.max(1, wide() - 1),
    draw: (lines) => {
      // More rows than the terminal has would scroll out of reach.
      const kept = lines.slice(0, Math.max(1, (stream.rows ?? 24) - 1));
      const next = kept.map((line) => `${line.map(paint).join('')}\n`).join('');
      if (next === text) return;
      const top = toTop();
      text = next;
      write(top);
      shown = kept;
    },
    log: (line) => {
      write(`${toTop()}${line}\n`);
    },
    close: (isGone = false) => {
      // What the terminal itself has written since, such as ^C, goes as well.
      if (isHidden) stream.write(`${toTop()}${isGone ? '' : text}`);
      shown = [];
      text = '';
      if (isHidden) showCursor();
      process.removeListener('exit', showCursor);
      isHidden = false;
    },
  };
}

function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

function paint({ text, style }: Line[number]): string {
  // Whether colors are wanted was decided before: the stream isn't asked again.
  return style === 'plain' || text === '' ? text : styleText(STYLES[style], text, { validateStream: false });
}
