import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';

/** Asks a yes-or-no question on the terminal; anything but yes is no. */
export async function ask(context: Context, question: string): Promise<boolean> {
  const reader = createInterface({ input: context.io.stdin, output: context.io.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `, { signal: context.io.interrupt });
    return ['y', 'yes'].includes(answer.trim().toLowerCase());
  } catch {
    return false;
  } finally {
    reader.close();
  }
}
