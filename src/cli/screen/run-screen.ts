import { TAKEN_STATES } from '../../core/batch.ts';
import type { RunEvent, RunListener } from '../../run/events.ts';
import type { Context } from '../context.ts';
import { openBars } from './bars.ts';
import type { Display } from './display.ts';
import type { Figures } from './figures.ts';
import { openLines } from './lines.ts';
import { formatSpan } from './span.ts';
import { isWarning, tellEvent, tellWait } from './words.ts';

export interface RunScreen {
  readonly listener: RunListener;
  close(): void;
}

/** Watches a run for a person. Nothing is shown with --quiet but what must be read. */
export function openRunScreen(context: Context, figures: Figures): RunScreen {
  const display = chooseDisplay(context);
  let note = '';
  return {
    listener: (event) => {
      update(figures, event);
      note = noteOf(context, event) ?? note;
      const words = tellEvent(event);
      if (words !== null && (isWarning(event) || context.flags.verbose)) display.log(words);
      display.refresh(figures, note);
    },
    close: () => {
      display.close(figures);
    },
  };
}

function chooseDisplay(context: Context): Display {
  if (context.flags.quiet) {
    return { refresh: () => undefined, log: context.warn, close: () => undefined };
  }
  return context.isFancy ? openBars(context) : openLines(context);
}

function update(figures: Figures, event: RunEvent): void {
  if (event.kind === 'looked') figures.tallies.set(event.batch.number, event.tallies);
  const isTaken =
    (event.kind === 'submitted' && TAKEN_STATES.some((state) => state === event.verdict.to)) ||
    (event.kind === 'searched' && (event.finding.kind === 'found' || event.finding.kind === 'several'));
  if (isTaken) {
    figures.submitted += event.batch.recipients;
    figures.submittedBatches += 1;
  }
}

function noteOf(context: Context, event: RunEvent): string | null {
  switch (event.kind) {
    case 'view':
      return '';
    case 'waiting': {
      const span = formatSpan(Math.max(0, event.untilAt - context.clock.now()) / 1000);
      if (event.why === 'messages') return `next look in ${span}`;
      const what = event.why === 'provider-unreachable' ? 'try' : 'look';
      return `${tellWait(event.why)}, next ${what} in ${span}`;
    }
    default:
      return null;
  }
}
