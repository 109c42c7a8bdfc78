import { describe, expect, it } from 'vitest';
import { openFrame } from '../../../../src/cli/screen/frame.ts';
import type { Line } from '../../../../src/cli/screen/layout.ts';

/** A terminal that keeps what was written since it was last looked at. */
function openScreen(columns: number, rows = 24) {
  let written = '';
  const write = (text: string): boolean => {
    written += text;
    return true;
  };
  const stream = { write, isTTY: true, columns, rows };
  const look = (): string => {
    const text = written.replaceAll('\u001B', '^');
    written = '';
    return text;
  };
  return { stream, frame: openFrame(stream), look };
}

const line = (text: string): Line => [{ text, style: 'plain' }];

describe('a frame', () => {
  it('is drawn over itself, and not at all where nothing has changed', () => {
    const { frame, look } = openScreen(40);
    frame.draw([line('one'), line('two')]);
    expect(look()).toBe('^[?25l\r^[0Jone\ntwo\n');
    frame.draw([line('one'), line('two')]);
    expect(look()).toBe('');
    frame.draw([line('three')]);
    expect(look()).toBe('^[2A\r^[0Jthree\n');
    frame.close();
    expect(look()).toBe('^[1A\r^[0Jthree\n^[?25h');
  });

  it('goes back over the rows that its lines have on a terminal that was made narrower', () => {
    const { stream, frame, look } = openScreen(40);
    frame.draw([line('x'.repeat(39)), line('y')]);
    look();
    stream.columns = 20;
    frame.draw([line('z')]);
    expect(look()).toBe('^[3A\r^[0Jz\n');
  });

  it('has a line that stays above it, and no more rows than the terminal', () => {
    const { frame, look } = openScreen(40, 3);
    frame.draw([line('one'), line('two'), line('three')]);
    expect(look()).toBe('^[?25l\r^[0Jone\ntwo\n');
    frame.log('news');
    expect(look()).toBe('^[2A\r^[0Jnews\none\ntwo\n');
    frame.close(true);
    expect(look()).toBe('^[2A\r^[0J^[?25h');
  });
});
