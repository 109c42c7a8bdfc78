import type { Figures } from './figures.ts';

/** Shows figures: bars on a terminal, a line every ten seconds elsewhere. */
export interface Display {
  readonly refresh: (figures: Figures) => void;
  /** A line that stays. */
  readonly log: (text: string) => void;
  readonly close: (figures: Figures) => void;
}
