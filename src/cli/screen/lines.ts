import { formatMoney } from '../../core/money.ts';
import type { Context } from '../context.ts';
import { count, type Figures } from './figures.ts';
import type { Display } from './display.ts';
import { toPicture, type Picture } from './picture.ts';
import { formatSpan, toMoment } from './span.ts';
import { sumUp } from './sums.ts';

const EVERY_MS = 10_000;

/** For logs and pipes: a line every ten seconds while something is under way. */
export function openLines(context: Context): Display {
  let latest: Figures | null = null;
  const tell = (figures: Figures): void => {
    context.say(toLine(figures, context.clock.now()));
  };
  const timer = setInterval(() => {
    if (latest !== null) tell(latest);
  }, EVERY_MS);
  timer.unref();
  return {
    refresh: (figures) => {
      latest = figures;
    },
    log: context.warn,
    close: (figures) => {
      clearInterval(timer);
      tell({ ...figures, wait: null });
    },
  };
}

/** Where a run stands, in one line, as of `now` (epoch milliseconds). */
export function toLine(figures: Figures, now: number): string {
  const { run } = figures;
  const sums = sumUp(figures.batches.values());
  const picture = toPicture(figures, now);
  const batches = `${count(sums.submittedBatches)} of ${count(run.batches)} batches`;
  const parts = [
    `submitted ${count(sums.submitted)} of ${count(sums.all)} recipients (${batches})`,
    ...(sums.drained < sums.all ? [`${count(sums.drained)} drained`] : []),
    ...picture.counts.map(({ text }) => text),
    `${formatMoney(sums.cost)} ${run.currency}`,
  ];
  return [`${run.name}: ${parts.join(', ')}`, ...tellEnd(picture, now), ...tellWaits(picture, now)].join(
    '; ',
  );
}

function tellEnd({ throughAt, bars }: Picture, now: number): string[] {
  if (throughAt === null) return [];
  const span = formatSpan((throughAt - now) / 1000);
  const isLatest = bars.some((bar) => bar.isLatest);
  return [isLatest ? `through in ${span} at the latest` : `through in about ${span}`];
}

function tellWaits({ waits }: Picture, now: number): string[] {
  return waits.map(({ text, untilAt, isUsual }) => {
    if (untilAt === null) return text;
    const span = formatSpan((untilAt - now) / 1000);
    return isUsual ? `${text} in ${span}` : `${text} until ${toMoment(untilAt, now)}, in ${span}`;
  });
}
