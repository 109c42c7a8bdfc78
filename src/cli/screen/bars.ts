import type { Context } from '../context.ts';
import type { Figures } from './figures.ts';
import { openFrame } from './frame.ts';
import { layOut } from './layout.ts';
import { toPicture } from './picture.ts';
import type { Display } from './display.ts';

const EVERY_MS = 250;

/** For a terminal: bars, counts, money and what is waited for, drawn a few times a second. */
export function openBars(context: Context): Display {
  const frame = openFrame(context.io.stderr);
  let latest: Figures | null = null;
  const draw = (): void => {
    if (latest === null) return;
    const now = context.clock.now();
    frame.draw(layOut(toPicture(latest, now), frame.columns(), now));
  };
  const timer = setInterval(draw, EVERY_MS);
  timer.unref();
  context.io.stderr.on('resize', draw);
  return {
    refresh: (figures) => {
      if (latest === null) {
        latest = figures;
        draw();
      }
      latest = figures;
    },
    log: frame.log,
    close: (figures) => {
      clearInterval(timer);
      context.io.stderr.off('resize', draw);
      latest = figures;
      draw();
      frame.close();
    },
  };
}
