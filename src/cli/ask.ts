import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';
import { InterruptedError } from './failure.ts';

/**
 * Asks a yes-or-no question on the terminal; anything but yes is no.
 *
 * @throws InterruptedError at Ctrl-C.
 */
export async function ask(context: Context, question: string): Promise<boolean> {
  return ['y', 'yes'].includes((await readAnswer(context, `${question} [y/N] `)).toLowerCase());
}

/** Asks for a number, `12,400` or `12400`; anything else is no. */
export async function askCount(context: Context, question: string, count: number): Promise<boolean> {
  const answer = await readAnswer(context, `${question} (${count.toLocaleString('en-US')}): `);
  return answer.replaceAll(/[,\s]/g, '') === String(count);
}

/** An empty answer where none was given. */
async function readAnswer(context: Context, prompt: string): Promise<string> {
  const reader = createInterface({ input: context.io.stdin, output: context.io.stderr });
  const interrupt = new AbortController();
  // On a terminal the reader takes Ctrl-C for itself: the process gets no signal.
  reader.on('SIGINT', () => interrupt.abort());
  try {
    const signal = AbortSignal.any([context.io.interrupt, interrupt.signal]);
    return (await reader.question(prompt, { signal })).trim();
  } catch {
    context.warn('');
    if (interrupt.signal.aborted) throw new InterruptedError();
    context.io.interrupt.throwIfAborted();
    return '';
  } finally {
    reader.close();
  }
}
