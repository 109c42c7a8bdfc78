import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openGate, type Gate } from '../../../src/ringcentral/gate.ts';
import type { Allowance } from '../../../src/ringcentral/rate-headers.ts';
import type { RateState } from '../../../src/ringcentral/rate-record.ts';
import { fakeTime, openRecords, type FakedTime } from './faked-time.ts';

const SEED = 20_261_120;
const RUNS = Number(process.env['LIVES'] ?? 40);
const HOUR = 3_600_000;
const DEFAULT: Allowance = { limit: 50, windowMs: 60_000 };
/** As many as may be under way at once. */
const CALLERS = 4;
/** How long a call counts: the window, and what the gate adds for calls that draw nearer on their way. */
const toMemoryMs = ({ windowMs }: Allowance): number => windowMs * 1.01 + 50;
/** What the gate adds to a penalty. */
const MARGIN_MS = 500;

/** What happens to a gate while there is always work for it. */
type Happening =
  | { readonly kind: 'learn'; readonly limit: number; readonly windowS: number }
  | { readonly kind: 'refuse'; readonly retryAfterS: number | null }
  | { readonly kind: 'wall'; readonly byMs: number }
  | { readonly kind: 'restart'; readonly afterMs: number }
  | { readonly kind: 'pass'; readonly ms: number };

const wallJump = fc.constantFrom(-24 * HOUR, -HOUR, -7000, 7000, HOUR, 24 * HOUR);
const learning = fc.record({
  kind: fc.constant('learn' as const),
  limit: fc.integer({ min: 1, max: 80 }),
  windowS: fc.constantFrom(2, 10, 60, 120),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  learning,
  learning,
  fc.record({
    kind: fc.constant('refuse' as const),
    retryAfterS: fc.option(fc.integer({ min: 0, max: 90 })),
  }),
  fc.record({ kind: fc.constant('wall' as const), byMs: wallJump }),
  fc.record({ kind: fc.constant('restart' as const), afterMs: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 200_000 }) }),
);

interface Start extends Allowance {
  readonly at: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface History {
  readonly starts: readonly Start[];
  readonly penalties: readonly Span[];
  /** Spans without a happening that costs calls, and what was allowed in them. */
  readonly quiet: readonly (Span & Allowance)[];
}

async function live(time: FakedTime, happenings: readonly Happening[]): Promise<History> {
  const openRecord = openRecords();
  const starts: Start[] = [];
  const penalties: Span[] = [];
  const quiet: (Span & Allowance)[] = [];
  let allowance = DEFAULT;
  let isTold = false;
  let steadyFrom = time.monotonic();

  const open = (): Gate => {
    const record = openRecord();
    const write = (state: RateState): void => {
      // The gate writes when a call starts, and when a reply came: then it is told so below.
      if (!isTold) starts.push({ at: time.monotonic(), limit: state.limit, windowMs: state.windowMs });
      record.write(state);
    };
    const gate = openGate({
      clock: time,
      record: { readNews: () => record.readNews(), write },
      allowance: DEFAULT,
      onSilence: () => undefined,
    });
    const call = async (): Promise<void> => {
      for (;;) await gate.enter();
    };
    for (let caller = 0; caller < CALLERS; caller += 1) call().catch(() => undefined);
    return gate;
  };
  const tell = (status: number, headers: Record<string, string>): void => {
    isTold = true;
    gate.observe(status, headers, time.now());
    isTold = false;
  };
  /** From now on there is another rule: what was called under the old one counts for a window. */
  const disturb = (untilAt: number): void => {
    quiet.push({ from: steadyFrom, to: time.monotonic(), ...allowance });
    steadyFrom = Math.max(steadyFrom, untilAt);
  };
  const happen = async (what: Happening): Promise<void> => {
    const now = time.monotonic();
    switch (what.kind) {
      case 'learn': {
        disturb(now);
        allowance = { limit: what.limit, windowMs: what.windowS * 1000 };
        steadyFrom = Math.max(steadyFrom, now + toMemoryMs(allowance));
        const headers = {
          'x-rate-limit-limit': String(what.limit),
          'x-rate-limit-window': String(what.windowS),
        };
        tell(200, headers);
        return;
      }
      case 'refuse': {
        const penaltyMs = (what.retryAfterS ?? 30) * 1000;
        penalties.push({ from: now, to: now + penaltyMs });
        disturb(now + penaltyMs + MARGIN_MS + toMemoryMs(allowance));
        const headers = what.retryAfterS === null ? {} : { 'retry-after': String(what.retryAfterS) };
        tell(429, headers);
        return;
      }
      case 'wall':
        time.setWall(what.byMs);
        return;
      case 'restart':
        gate.close();
        // At worst nothing is known of the time in between, and a penalty is waited for once more.
        disturb(now + what.afterMs + toMemoryMs(allowance) + MAX_PENALTY_MS);
        await time.pass(what.afterMs);
        return void (gate = open());
      case 'pass':
        return time.pass(what.ms);
    }
  };

  let gate = open();
  for (const what of happenings) await happen(what);
  await time.pass(60_000);
  disturb(0);
  gate.close();
  await time.pass(1);
  return { starts, penalties, quiet };
}

const MAX_PENALTY_MS = 90_000;

function findCrowd({ starts }: History): Start | undefined {
  return starts.find(({ at, limit, windowMs }, index) => {
    const tooMany = starts[index - limit];
    return tooMany !== undefined && tooMany.at > at - windowMs;
  });
}

function findIntruder({ starts, penalties }: History): Start | undefined {
  return starts.find(({ at }) => penalties.some(({ from, to }) => at > from && at < to));
}

function findIdleness({ starts, quiet }: History) {
  return quiet.find(({ from, to, limit, windowMs }) => {
    const allowed = ((to - from) * limit) / windowMs;
    const used = starts.filter(({ at }) => at >= from && at < to).length;
    return used < Math.floor(allowed * 0.95) - 1;
  });
}

describe('a gate with work all the time', () => {
  it(`keeps the limit in force, every penalty, and 95 % of the allowance, whatever happens (seed ${SEED})`, async () => {
    const time = fakeTime();
    let calls = 0;
    let quietMs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (happenings) => {
        const history = await live(time, happenings);
        calls += history.starts.length;
        quietMs += history.quiet.reduce((sum, { from, to }) => sum + Math.max(to - from, 0), 0);
        expect(findCrowd(history)).toBeUndefined();
        expect(findIntruder(history)).toBeUndefined();
        expect(findIdleness(history)).toBeUndefined();
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Otherwise it would prove nothing.
    expect(calls).toBeGreaterThan(RUNS * 50);
    expect(quietMs).toBeGreaterThan(RUNS * 30_000);
  }, 60_000);
});
