import { describe, expect, it } from 'vitest';
import type { OptOutRecorder } from '../../../src/core/opt-out.ts';
import { readOptOuts } from '../../../src/submit/read-opt-outs.ts';
import { MINUTE, openFakeClock, SECOND, T0 } from '../../fakes/clock.ts';
import { saidBy } from '../../fakes/opt-outs.ts';

type Call = Parameters<OptOutRecorder['recordOptOuts']>;

/** Reads a list of three pages, with something that happens before each; tells what the ledger was told. */
async function readThree(between: (page: number) => unknown, clock = openFakeClock(), calls: Call[] = []) {
  const ledger: OptOutRecorder = {
    recordOptOuts: (...call) => {
      calls.push(call);
      return Promise.resolve(1);
    },
  };
  let page = 0;
  const listOptOuts = () => {
    page += 1;
    between(page);
    const nextPageToken = page < 3 ? `p${page}` : null;
    return Promise.resolve({ records: [saidBy(page), saidBy(page + 10)], nextPageToken });
  };
  const reading = await readOptOuts({ ledger, provider: { listOptOuts }, clock }, 'loopback');
  return { calls, reading };
}

describe('a reading of the provider’s opt-outs', () => {
  it('records page by page, each at its own time, and is whole as of its beginning', async () => {
    const clock = openFakeClock();
    const { calls, reading } = await readThree(() => clock.advance(SECOND), clock);
    expect(calls.map(([world, consents, at, isLast]) => [world, consents.length, at - T0, isLast])).toEqual([
      ['loopback', 2, SECOND, false],
      ['loopback', 2, 2 * SECOND, false],
      ['loopback', 2, 3 * SECOND, false],
      ['loopback', 0, 0, true],
    ]);
    expect(reading).toEqual({ records: 6, added: 3 });
  });

  it('never saw anybody before it began, though the clock be set back meanwhile', async () => {
    const clock = openFakeClock();
    const { calls } = await readThree((page) => page === 2 && clock.jump(-MINUTE), clock);
    expect(calls.map(([, , at]) => at)).toEqual([T0, T0, T0, T0]);
  });

  it('that ends early is not whole', async () => {
    const calls: Call[] = [];
    const fail = (page: number): void => {
      if (page === 3) throw new Error('unreachable');
    };
    await expect(readThree(fail, openFakeClock(), calls)).rejects.toThrow('unreachable');
    expect(calls.map(([, , , isLast]) => isLast)).toEqual([false, false]);
  });
});
