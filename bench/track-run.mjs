// Drives one run against the simulated provider, for track.mjs: plans it into a ledger of its own, submits, follows it to
// its end, and tells its parent how many calls that took.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSimulatedProvider } from './simulated-provider.mjs';

const SENDER = '+18335550100';
const HOUR = 3_600_000;
const PRICE = 11_900_000n;
/** A Monday noon. */
const START = Date.UTC(2026, 2, 2, 15);
/** At 50 calls a minute. */
const CALL_MS = 1200;

const wanted = JSON.parse(process.argv[2]);
const load = (path) => import(pathToFileURL(join(resolve(wanted.program), path)).href);
const [{ openLedger }, { driveRun }] = await Promise.all([load('ledger/open.js'), load('run/loop.js')]);

const directory = mkdtempSync(join(tmpdir(), 'campaign-track-'));
try {
  const clock = openClock();
  const ledger = openLedger(join(directory, 'state'), 'campaign run', clock);
  const run = await plan(ledger);
  const { provider, calls } = openSimulatedProvider({
    ...{ now: () => clock.now(), advance: (ms) => clock.advance(ms), pageSize: 1000, callMs: CALL_MS },
    ...{ perMinute: wanted.perSecond * 60, hasStragglers: wanted.hasStragglers === true },
  });
  const ports = {
    ledger,
    provider,
    clock,
    signal: new globalThis.AbortController().signal,
    emit: () => undefined,
  };
  const cpuBefore = process.cpuUsage();
  const { why } = await driveRun(ports, run.name, { isSubmitting: true, isWaiting: true });
  const { user, system } = process.cpuUsage(cpuBefore);
  const states = await ledger.countStates(run.id);
  await ledger.close();
  if (why !== 'finished' || states.settled !== wanted.batches) throw new Error(`the run ended ${why}`);
  process.send?.({
    ...{ calls: [...calls], simulatedMs: clock.monotonic(), cpuMs: (user + system) / 1000 },
    peakBytes: process.resourceUsage().maxRSS * 1024,
  });
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function openClock() {
  let passed = 0;
  const advance = (ms) => void (passed += Math.max(0, Math.ceil(ms)));
  return {
    now: () => START + passed,
    monotonic: () => passed,
    sleep: (ms) => Promise.resolve(advance(ms)),
    advance,
  };
}

/** The plan of so many batches, written as planning writes it. */
async function plan(ledger) {
  const { batches, recipients } = wanted;
  const draft = await ledger.beginDraft('bench', START);
  for (let batch = 1; batch <= batches; batch += 1) {
    const places = Array.from({ length: recipients }, (_, index) => index);
    const first = (batch - 1) * recipients;
    const columns = {
      line: places.map((index) => first + index + 2),
      phone: places.map((index) => 12_000_000_000 + first + index),
      ...{ country: places.map(() => 'US'), values: places.map(() => null), text: places.map(() => null) },
      segments: places.map(() => 1),
    };
    const placement = { batch: places.map(() => batch), position: places.map((index) => index + 1) };
    await ledger.addRecipients(draft, columns, placement);
  }
  const planned = Array.from({ length: batches }, (_, index) => ({
    ...{ number: index + 1, from: SENDER, window: '', price: PRICE, recipients, segments: recipients },
  }));
  return ledger.freeze(draft, toFrozenRun(batches * recipients), planned);
}

function toFrozenRun(recipients) {
  const sender = { from: SENDER, perMinute: wanted.perSecond * 60, dailyCap: null, capGroup: SENDER };
  return {
    ...{
      name: 'bench-0123456789',
      campaign: 'bench',
      world: 'loopback',
      file: 'bench.csv',
      header: ['phone'],
    },
    ...{
      template: { pieces: ['Hello'] },
      senders: [SENDER],
      rows: recipients,
      recipients,
      segments: recipients,
    },
    ...{
      estimate: PRICE * BigInt(recipients),
      currency: 'USD',
      optOutScope: 'all',
      retryOf: null,
      isTest: false,
    },
    ...{ repeatGuardMs: null, minDaysBetween: null, plannedAt: START },
    tracking: {
      ...{ settleAfterMs: 24 * HOUR, trackForMs: 48 * HOUR, minDeliveredPercent: null },
      ...{ inDoubt: 'hold', inDoubtGraceMs: HOUR / 2 },
    },
    limits: {
      ...{ maxCost: null, maxMessages: null, maxSpamPercent: 5 },
      ...{ queueAheadMs: wanted.queueAheadMs, senders: [sender] },
    },
    ...{ sourceSha256: 'a'.repeat(64), settingsSha256: 'b'.repeat(64) },
  };
}
