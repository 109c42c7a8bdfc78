import { expect, it } from 'vitest';
import { openWritesAhead } from '../../../src/plan/writes-ahead.ts';

it('waits for an earlier write once as many chunks are open as may be, and for all of them at the end', async () => {
  const begun: number[] = [];
  const open = new Map<number, () => void>();
  const writes = openWritesAhead(4);
  const add = (chunk: number) =>
    writes.add(() => {
      begun.push(chunk);
      return [new Promise((resolve) => void open.set(chunk, resolve))];
    });
  for (const chunk of [1, 2, 3, 4]) await add(chunk);
  const fifth = add(5);
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2, 3, 4]);
  open.get(1)?.();
  await fifth;
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  let isOver = false;
  const end = writes.end().then(() => {
    isOver = true;
  });
  for (const chunk of [2, 3, 4]) open.get(chunk)?.();
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  open.get(5)?.();
  await end;
});

it('tells what a write met to whoever adds after it, or at the end, and leaves none unheard', async () => {
  const refuse = (message: string) => () => [Promise.resolve(), Promise.reject(new Error(message))];
  const writes = openWritesAhead(4);
  await writes.add(refuse('first'));
  await writes.add(refuse('second'));
  await writes.add(() => []);
  await writes.add(() => []);
  await expect(writes.add(() => [])).rejects.toThrow('first');
  await expect(writes.end()).rejects.toThrow('second');
  await writes.end();
});
