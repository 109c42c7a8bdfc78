import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { submitBatch } from '../../../src/submit/submit-batch.ts';
import { HOUR, MINUTE, openFakeClock, SECOND, T0, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { providerOf } from '../../fakes/provider.ts';
import { aBatch, anOptOut, aRemoteBatch, aReply } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
const ACCEPTED = aReply(201, { batch: aRemoteBatch() });
let clock: FakeClock;
let ledger: Ledger;
let run: Run;

beforeEach(async () => {
  clock = openFakeClock();
  ledger = openLedger(newDirectory(), 'campaign run', clock);
  run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
});

afterEach(() => ledger.close());

function always(): Promise<boolean> {
  return Promise.resolve(true);
}

describe('an offer that had to wait for its turn', () => {
  /** Offers with a provider that first lets time pass, as a sign-in or the rate would. */
  async function waitAndSubmit(passes: readonly (() => void)[], mayGo: (now: number) => Promise<boolean>) {
    let reads = 0;
    let sent = 0;
    let turn = 0;
    const provider = {
      ...providerOf({
        createBatch: async (offer) => {
          passes[turn++]?.();
          await offer.commit();
          sent += 1;
          return ACCEPTED;
        },
      }),
      listOptOuts: () => {
        reads += 1;
        return Promise.resolve({ records: [], nextPageToken: null });
      },
    };
    const submission = await submitBatch({ ledger, provider, clock }, run, aBatch(), mayGo);
    return { kind: submission.kind, sent, reads };
  }

  it('asks once more, at its commit, whether it may go, and sends nothing where not', async () => {
    const asked: number[] = [];
    const mayGo = (now: number): Promise<boolean> => {
      asked.push(now);
      return Promise.resolve(false);
    };
    const result = await waitAndSubmit([() => clock.advance(HOUR)], mayGo);
    expect(result).toEqual({ kind: 'late', sent: 0, reads: 1 });
    expect(asked).toEqual([T0 + HOUR]);
    expect(await ledger.batchesIn(run.id, 'planned')).toMatchObject([{ attempts: 0, submittedAt: null }]);
  });

  it.each([
    ['not after ten seconds', [() => clock.advance(10 * SECOND)], 1],
    ['after a longer wait', [() => clock.advance(11 * SECOND)], 2],
    ['after a suspend, in which only the wall clock went on', [() => clock.jump(11 * SECOND)], 2],
    [
      'after each wait that is longer than the ones before',
      [11, 21, 41].map((s) => () => clock.advance(s * SECOND)),
      4,
    ],
    [
      'but no for ever where every call waits as long',
      Array.from({ length: 9 }, () => () => clock.advance(60 * SECOND)),
      4,
    ],
  ])('reads the opt-outs again: %s', async (_, passes, reads) => {
    expect(await waitAndSubmit(passes, always)).toEqual({ kind: 'answered', sent: 1, reads });
  });

  it('leaves out whoever opted out while it waited', async () => {
    const bodies: string[] = [];
    let hasWaited = false;
    const provider = {
      ...providerOf({
        createBatch: async (offer) => {
          if (!hasWaited) clock.advance(MINUTE);
          hasWaited = true;
          await offer.commit();
          bodies.push(new TextDecoder().decode(offer.body));
          return ACCEPTED;
        },
      }),
      listOptOuts: () =>
        Promise.resolve({ records: hasWaited ? [anOptOut('+14155550001')] : [], nextPageToken: null }),
    };
    const submission = await submitBatch({ ledger, provider, clock }, run, aBatch(), always);
    expect(submission).toMatchObject({ kind: 'answered', withheld: 1 });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).not.toContain('+14155550001');
  });
});
