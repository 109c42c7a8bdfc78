import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, parseMoney } from '../../src/core/money.ts';
import { parseJson } from '../../src/ringcentral/json.ts';
import { MESSAGE } from '../../src/ringcentral/records.ts';
import { toListedMessage } from '../../src/sandbox/endpoints/message-reply.ts';
import { changeCosts } from '../../src/sandbox/faults/change-reply.ts';
import { toPayload } from '../../src/sandbox/http/send-reply.ts';
import { toDollars } from '../../src/sandbox/price.ts';
import type { MessageView } from '../../src/sandbox/world/messages.ts';
import { T0 } from '../fakes/clock.ts';

const SEED = 20261128;
const PAGES = 1000;
const PAGE_SIZE = 1000;
/** Every so many pages are whole messages; to make and to parse those takes twenty times as long as their costs. */
const WHOLE_EVERY = 50;

/** A message as the sandbox keeps it; its cost is an integer of millionths of a dollar. */
const MESSAGE_VIEW: MessageView = {
  id: 7_000_000_000,
  batch_id: 'b1',
  is_inbound: 0,
  own: 16_505_550_100,
  party: 14_155_550_001,
  text: 'Hello',
  created_at: T0 * 1000,
  modified_at: T0 * 1000,
  status: 'Delivered',
  error_code: null,
  segments: 1,
  cost: null,
};

describe('the costs of a million messages', () => {
  it('as the sandbox writes them add up to its own ledger, to the last digit', () => {
    const draw = new Draw(SEED);
    let micros = 0;
    let nanos = 0n;
    for (let page = 0; page < PAGES; page += 1) {
      const costs = Array.from({ length: PAGE_SIZE }, () => draw.cost());
      micros += costs.reduce((sum, cost) => sum + cost, 0);
      nanos += page % WHOLE_EVERY === 0 ? readPage(writePage(costs)) : readCosts(writeCosts(costs));
    }
    expect(Number.isSafeInteger(micros)).toBe(true);
    expect(nanos).toBe(BigInt(micros) * 1000n);
    expect(formatMoney(nanos)).toMatch(/^\d{7,}\.\d{2,6}$/);
  });

  it('also where they have the digits of a binary fraction', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99_999_999), { minLength: 1, maxLength: 200 }), (costs) => {
        const sum = costs.reduce((all, cost) => all + cost, 0);
        expect(readPage(writePage(costs, true))).toBe(BigInt(sum) * 1000n);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

/** Prices of all sizes, the usual ones more often. The sum of a million stays below 2^53: a double holds it. */
class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  cost(): number {
    const most = [20_000, 20_000, 1_000_000, 999_999_999][this.below(4)] ?? 0;
    return this.below(most + 1);
  }

  /** A linear congruential generator (Numerical Recipes): the upper bits are good enough to draw prices. */
  private below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
}

function writeCosts(costs: readonly number[]): string {
  return JSON.stringify(costs.map(toDollars));
}

function readCosts(page: string): bigint {
  return (parseJson(page) as unknown[]).reduce((sum: bigint, cost) => sum + (parseMoney(cost) ?? 0n), 0n);
}

/** A page as the sandbox sends it; `isLong`: with the noise of its fault `cost long`. */
function writePage(costs: readonly number[], isLong = false): string {
  const records = costs.map((cost, index) =>
    toListedMessage({ ...MESSAGE_VIEW, id: MESSAGE_VIEW.id + index, cost }, false),
  );
  const json = isLong ? changeCosts({ records }, 'long') : { records };
  return toPayload({ status: 200, json }).bytes.toString('utf8');
}

/** What the program makes of a page. */
function readPage(page: string): bigint {
  const { records } = parseJson(page) as { readonly records: readonly unknown[] };
  return records.reduce((sum: bigint, record) => sum + (MESSAGE.parse(record).cost ?? 0n), 0n);
}
