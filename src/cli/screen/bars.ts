import { MultiBar, type SingleBar } from 'cli-progress';
import type { Context } from '../context.ts';
import { count, formatFigures, sumMessages, type Figures } from './figures.ts';
import { formatSpan } from './span.ts';
import type { Display } from './display.ts';

const WIDEST_BAR = 40;
const BESIDE_BAR = 60;

/** For a terminal: one bar for what is submitted, one for what is final, and a line of figures. */
export function openBars(context: Context): Display {
  const columns = context.io.stderr.columns ?? 80;
  const multibar = new MultiBar({
    stream: context.io.stderr,
    barsize: Math.max(10, Math.min(WIDEST_BAR, columns - BESIDE_BAR)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: '{label} {bar} {percentage}% │ {done} of {all} │ ETA {eta_formatted}',
    // An ETA that can't be told yet comes as a word.
    formatTime: (seconds: unknown) => formatSpan(typeof seconds === 'number' ? seconds : Number.NaN),
    hideCursor: true,
    linewrap: false,
    clearOnComplete: false,
    emptyOnZero: true,
    gracefulExit: false,
  });
  let bars: { submitted: SingleBar; final: SingleBar; figures: SingleBar } | null = null;
  const open = (figures: Figures) => {
    const { recipients } = figures.run;
    bars ??= {
      submitted: multibar.create(recipients, 0, { label: 'Submitted', done: '0', all: count(recipients) }),
      final: multibar.create(recipients, 0, { label: 'Final    ', done: '0', all: count(recipients) }),
      figures: multibar.create(1, 0, { text: '' }, { format: '{text}' }),
    };
    return bars;
  };
  const refresh = (figures: Figures, note: string): void => {
    const { submitted, final, figures: line } = open(figures);
    const { done } = sumMessages(figures);
    submitted.update(figures.submitted, { done: count(figures.submitted) });
    final.update(done, { done: count(done) });
    line.update(0, { text: `${formatFigures(figures)}${note === '' ? '' : ` · ${note}`}` });
  };
  return {
    refresh,
    log: (text) => {
      multibar.log(`${text}\n`);
      multibar.update();
    },
    close: (figures) => {
      refresh(figures, '');
      multibar.stop();
    },
  };
}
