import type { Figures } from './figures.ts';

/** Shows figures: bars on a terminal, a line every ten seconds elsewhere. */
export interface Display {
  refresh(figures: Figures): void;
  /** A line that stays. */
  log(text: string): void;
  close(figures: Figures): void;
}
