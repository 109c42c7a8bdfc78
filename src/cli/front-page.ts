import { existsSync, readFileSync } from 'node:fs';

/** As wide as help gets: `cli.ts` wraps no wider. */
const WIDTH = 100;

const PAGE = new URL('front-page.txt', import.meta.url);

/**
 * What `campaign --help` says, and `campaign` alone, as the build wrote it (`tools/write-front-page.mjs`): to a terminal
 * that is wide enough it is the same each time, and making it anew takes longer than all the rest of such a start.
 * Null for any other words, on a narrow terminal, and where the build wrote none.
 */
export function readFrontPage(words: readonly string[], columns: number | undefined): string | null {
  const isAsked = words.length === 0 || (words.length === 1 && words[0] === '--help');
  if (!isAsked || (columns !== undefined && columns < WIDTH) || !existsSync(PAGE)) return null;
  return readFileSync(PAGE, 'utf8');
}
