import { afterEach, beforeEach, expect, it } from 'vitest';
import { countJudged, fewestCalls } from '../../../bench/fewest-calls.mjs';
import { openSimulatedProvider } from '../../../bench/simulated-provider.mjs';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { driveRun } from '../../../src/run/loop.ts';
import { HOUR, openFakeClock, SECOND, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { SENDER } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

/**
 * The calls of a large run: a million in batches of 10,000 with a tenth of the messages: as many batches and pages, as long queues, and batches
 * above 1,000, which is where pages begin to be dearer than the question. `bench/track.mjs` does it with all of them.
 */
const RUN = { batches: 100, recipients: 1010, pageSize: 101 };
/** What a batch of 10,000 takes to drain. */
const AT_100_A_SECOND_MS = 100 * SECOND;
const AT_8_A_SECOND_MS = 1250 * SECOND;
/** At 50 calls a minute. */
const CALL_MS = 1200;

/** Some ten seconds of work, on a machine that may have other work. */
const TIMEOUT_MS = 300_000;

const newDirectory = useDirectories();
let clock: FakeClock;
let ledger: Ledger;

beforeEach(() => {
  clock = openFakeClock();
  ledger = openLedger(newDirectory(), 'campaign run', clock);
});

afterEach(() => ledger.close());

it(
  'at 100 messages a second are at most 1.15 times the fewest',
  async () => {
    const calls = await send(AT_100_A_SECOND_MS);
    expect(countJudged(calls) / fewestCalls(RUN)).toBeLessThanOrEqual(1.15);
    // Each page is read about once, and opt-outs before every submit.
    expect(calls.get('GET /a2p-sms/messages')).toBeLessThanOrEqual(1010);
    expect(calls.get('GET /a2p-sms/opt-outs')).toBe(RUN.batches);
  },
  TIMEOUT_MS,
);

it(
  'at 8 messages a second are at most 1.5 times the fewest',
  async () => {
    const calls = await send(AT_8_A_SECOND_MS);
    expect(countJudged(calls) / fewestCalls(RUN)).toBeLessThanOrEqual(1.5);
  },
  TIMEOUT_MS,
);

/** Submits as a live run does by default, an hour ahead of the queue, and follows it to its end. */
async function send(batchMs: number): Promise<ReadonlyMap<string, number>> {
  const perMinute = (RUN.recipients / batchMs) * 60_000;
  const sender = { from: SENDER, perMinute, dailyCap: null, capGroup: SENDER };
  const members = Array.from({ length: RUN.batches }, (_, index) => ({
    phones: phones(RUN.recipients, index * RUN.recipients),
  }));
  const limits = { ...NO_LIMITS, queueAheadMs: HOUR, senders: [sender] };
  const run = await freezeRun(ledger, { members, limits });
  const { provider, calls } = openSimulatedProvider({
    ...{ now: () => clock.now(), advance: (ms) => clock.advance(ms), perMinute },
    ...{ pageSize: RUN.pageSize, callMs: CALL_MS },
  });
  const { signal } = new AbortController();
  const ports = { ledger, provider, clock, signal, emit: () => undefined };
  const end = await driveRun(ports, run.name, { isSubmitting: true, isWaiting: true });
  expect(end.why).toBe('finished');
  expect(await ledger.countStates(run.id)).toMatchObject({ settled: RUN.batches });
  return calls;
}
