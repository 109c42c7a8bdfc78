import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun } from '../../../src/run/loop.ts';
import { openFakeClock, T0, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { providerOf } from '../../fakes/provider.ts';
import { aRemoteBatch, aReply } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const LEAVING = { isSubmitting: true, isWaiting: false };
const BATCHES = 5;
const newDirectory = useDirectories();
let clock: FakeClock;
let ledger: Ledger;
let run: Run;
let events: RunEvent['kind'][];
/** The bodies that were posted. */
let posted: string[];
/** What happens while the n-th POST is answered, from 1. */
let during: Record<number, () => unknown>;

beforeEach(async () => {
  clock = openFakeClock();
  ledger = openLedger(newDirectory(), 'campaign run', clock);
  const members = Array.from({ length: BATCHES }, (_, index) => ({ phones: phones(2, index * 10 + 1) }));
  run = await freezeRun(ledger, { members });
  [events, posted, during] = [[], [], {}];
});

afterEach(() => ledger.close());

describe('batches that are taken one after the other', () => {
  it('are submitted on one view of the run, which a second ends', async () => {
    await drive();
    expect(posted).toHaveLength(BATCHES);
    expect(between()).toBe('');
  });

  it('are looked at as a whole again after a second', async () => {
    during = {
      2: () => {
        clock.advance(1000);
      },
    };
    await drive();
    expect(between()).toBe('after 2');
  });

  it('each have the body that was built while the one before was answered', async () => {
    const reads: number[] = [];
    const before = ledger;
    ledger = {
      ...ledger,
      batchRecipients: (runId, batch) => {
        reads.push(batch);
        return before.batchRecipients(runId, batch);
      },
    };
    await drive();
    expect(reads).toEqual([1, 2, 3, 4, 5]);
  });

  it('leave out who opts out while the one before is answered, whose body was built by then', async () => {
    const consent = {
      to: '+14155550011',
      from: null,
      status: 'OptOut',
      source: 'Recipient',
      at: null,
    } as const;
    const isBuilt = afterReading(2);
    during = {
      1: async () => {
        await isBuilt;
        await ledger.recordOptOuts('loopback', [consent], T0, true);
      },
    };
    await drive();
    expect(posted[1]).not.toContain('+14155550011');
    expect(posted[1]).toContain('+14155550012');
  });

  it('end with one that a limit holds', async () => {
    await ledger.updateLimits(run.id, { ...NO_LIMITS, maxMessages: 5 });
    expect((await drive()).why).toBe('limit');
    expect(posted).toHaveLength(2);
  });

  it('end when a person pauses the run', async () => {
    const alarm = { reason: 'spam', detail: 'too much' } as const;
    during = { 2: () => ledger.trip(run.id, alarm, clock.now()) };
    expect((await drive()).why).toBe('alarm');
    expect(posted).toHaveLength(2);
  });

  it('end with one whose reply rejects somebody: its sender may be refused', async () => {
    const rejected = [{ index: 1, to: '+14155550001', errorCode: 'SMS-RC-503', description: 'no' }];
    const end = await drive((batch) => aReply(201, { batch, rejected }));
    expect(end.why).toBe('alarm');
    expect(posted).toHaveLength(1);
  });
});

/** Resolves once the recipients of a batch were read. */
function afterReading(wanted: number): Promise<void> {
  const before = ledger;
  return new Promise((resolve) => {
    ledger = {
      ...ledger,
      async *batchRecipients(runId, batch) {
        yield* before.batchRecipients(runId, batch);
        if (batch === wanted) resolve();
      },
    };
  });
}

/** After which submits, but the last, the whole run was looked at. */
function between(): string {
  const seen: string[] = [];
  let submits = 0;
  for (const kind of events) {
    if (kind === 'submitted') submits += 1;
    if (kind === 'view' && submits > 0 && submits < BATCHES) seen.push(`after ${submits}`);
  }
  return seen.join(', ');
}

function drive(reply = (batch: ReturnType<typeof aRemoteBatch>) => aReply(201, { batch })) {
  const createBatch: Provider['createBatch'] = async (offer) => {
    await offer.commit();
    posted.push(new TextDecoder().decode(offer.body));
    await during[posted.length]?.();
    return reply(aRemoteBatch({ id: `b${posted.length}` }));
  };
  const provider = providerOf({
    createBatch,
    readIdentity: () => Promise.resolve({ server: 'x', ownerId: '1', scopes: [], tokenExpiresAt: T0 + 1 }),
    readStatuses: () =>
      Promise.resolve({
        queued: 2,
        sent: 0,
        delivered: 0,
        deliveryFailed: 0,
        sendingFailed: 0,
        cost: 0n,
        errors: [],
      }),
    listBatches: () => Promise.resolve({ records: [], nextPageToken: null }),
  });
  const emit = (event: RunEvent) => events.push(event.kind);
  return driveRun({ ledger, provider, clock, emit, signal: new AbortController().signal }, run.name, LEAVING);
}
