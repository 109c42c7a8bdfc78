import { expect, it } from 'vitest';
import { openWritesAhead } from '../../../src/plan/writes-ahead.ts';

it('waits for an earlier write once two chunks are open, and for all of them at the end', async () => {
  const begun: number[] = [];
  const open = new Map<number, () => void>();
  const writes = openWritesAhead();
  const add = (chunk: number) =>
    writes.add(() => {
      begun.push(chunk);
      return [new Promise((resolve) => void open.set(chunk, resolve))];
    });
  await add(1);
  await add(2);
  const third = add(3);
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
  open.get(1)?.();
  await third;
  expect(begun).toEqual([1, 2, 3]);
  let isOver = false;
  const end = writes.end().then(() => {
    isOver = true;
  });
  open.get(2)?.();
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  open.get(3)?.();
  await end;
});

it('tells what a write met to whoever adds after it, or at the end, and leaves none unheard', async () => {
  const refuse = (message: string) => () => [Promise.resolve(), Promise.reject(new Error(message))];
  const writes = openWritesAhead();
  await writes.add(refuse('first'));
  await writes.add(refuse('second'));
  await expect(writes.add(() => [])).rejects.toThrow('first');
  await expect(writes.end()).rejects.toThrow('second');
  await writes.end();
});
