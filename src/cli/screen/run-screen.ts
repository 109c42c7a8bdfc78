import type { RunListener } from '../../run/events.ts';
import type { Context } from '../context.ts';
import { openBars } from './bars.ts';
import type { Display } from './display.ts';
import { takeIn, type Figures } from './figures.ts';
import { openLines } from './lines.ts';
import { isWarning, tellEvent } from './words.ts';

export interface RunScreen {
  readonly listener: RunListener;
  close(): void;
}

/** Watches a run for a person. Nothing is shown with --quiet but what must be read. */
export function openRunScreen(context: Context, figures: Figures): RunScreen {
  const display = openDisplay(context);
  return {
    listener: (event) => {
      takeIn(figures, event, context.clock.now());
      const words = tellEvent(event);
      if (words !== null && (isWarning(event) || context.flags.verbose)) display.log(words);
      display.refresh(figures);
    },
    close: () => {
      display.close(figures);
    },
  };
}

/** What is fitting for where the output goes. While bars stand on a terminal, all other lines go above them. */
export function openDisplay(context: Context): Display {
  if (context.flags.quiet) {
    return { refresh: () => undefined, log: context.warn, close: () => undefined };
  }
  if (!context.isFancy) return openLines(context);
  const bars = openBars(context);
  context.divertLines(bars.log);
  return {
    ...bars,
    close: (figures) => {
      context.divertLines(null);
      bars.close(figures);
    },
  };
}
