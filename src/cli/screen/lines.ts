import type { Context } from '../context.ts';
import { count, formatFigures, type Figures } from './figures.ts';
import type { Display } from './display.ts';

const EVERY_MS = 10_000;

/** For logs and pipes: a line every ten seconds while something is under way. */
export function openLines(context: Context): Display {
  let latest: { figures: Figures; note: string } | null = null;
  const timer = setInterval(() => {
    if (latest !== null) context.say(toLine(latest.figures, latest.note));
  }, EVERY_MS);
  timer.unref();
  return {
    refresh: (figures, note) => {
      latest = { figures, note };
    },
    log: context.warn,
    close: (figures) => {
      clearInterval(timer);
      context.say(toLine(figures, ''));
    },
  };
}

function toLine(figures: Figures, note: string): string {
  const { run } = figures;
  const submitted = `submitted ${count(figures.submitted)} of ${count(run.recipients)} recipients`;
  const batches = `${count(figures.submittedBatches)} of ${count(run.batches)} batches`;
  return `${run.name}: ${submitted} (${batches}), ${formatFigures(figures)}${note === '' ? '' : `; ${note}`}`;
}
