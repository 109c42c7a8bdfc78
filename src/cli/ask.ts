import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';
import { InterruptedError } from './failure.ts';

/**
 * Asks a yes-or-no question on the terminal; anything but yes is no.
 *
 * @throws InterruptedError at Ctrl-C.
 */
export async function ask(context: Context, question: string): Promise<boolean> {
  const reader = createInterface({ input: context.io.stdin, output: context.io.stderr });
  const interrupt = new AbortController();
  // On a terminal the reader takes Ctrl-C for itself: the process gets no signal.
  reader.on('SIGINT', () => interrupt.abort());
  try {
    const signal = AbortSignal.any([context.io.interrupt, interrupt.signal]);
    const answer = await reader.question(`${question} [y/N] `, { signal });
    return ['y', 'yes'].includes(answer.trim().toLowerCase());
  } catch {
    context.warn('');
    if (interrupt.signal.aborted) throw new InterruptedError();
    context.io.interrupt.throwIfAborted();
    return false;
  } finally {
    reader.close();
  }
}
