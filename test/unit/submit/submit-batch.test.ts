import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DefectError, ProviderError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { SubmitAnswer, SubmitOffer } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedgerForControl } from '../../../src/ledger/open-control.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { submitBatch } from '../../../src/submit/submit-batch.ts';
import type { Verdict } from '../../../src/submit/verdict.ts';
import { openFakeClock, SECOND, T0, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { providerOf } from '../../fakes/provider.ts';
import { aBatch, aRemoteBatch, aReply } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
let directory: string;
let clock: FakeClock;
let ledger: Ledger;
let run: Run;

beforeEach(async () => {
  clock = openFakeClock();
  directory = newDirectory();
  ledger = openLedger(directory, 'campaign run', clock);
  run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
});

afterEach(() => ledger.close());

describe('submitting a batch', () => {
  it('commits the intent before anything is sent, and the answer before anything else', async () => {
    const states: string[] = [];
    await submit(async (offer) => {
      states.push(await state());
      await offer.commit();
      states.push(await state());
      return accepted();
    });
    expect([...states, await state()]).toEqual(['planned', 'submitting', 'accepted']);
  });

  it('offers the body that is built from the ledger, and keeps its hash', async () => {
    let body = '';
    await submit(async (offer) => {
      body = new TextDecoder().decode(offer.body);
      await offer.commit();
      return accepted();
    });
    expect(JSON.parse(body)).toEqual({
      from: '+16505550100',
      text: 'Hello',
      messages: [{ to: ['+14155550001'] }, { to: ['+14155550002'] }],
    });
  });

  it('leaves a batch in doubt that is answered with the id of another one', async () => {
    const two = await freezeRun(ledger, {
      name: 'other-0123456789',
      campaign: 'other',
      members: [{ phones: phones(1) }],
    });
    const provider = providerOf({ createBatch: sending(accepted()) });
    await submitBatch({ ledger, provider, clock }, two, aBatch(), always);
    expect(await submit(sending(accepted()))).toMatchObject({ to: 'in_doubt' });
    expect(await state()).toBe('in_doubt');
  });

  it('keeps the rejections that the reply tells only once', async () => {
    const rejected = [{ index: 2, to: '+14155550002', errorCode: 'SMS-UP-410', description: 'no' }];
    const verdict = await submit(sending(aReply(201, { batch: aRemoteBatch(), rejected })));
    expect(verdict).toMatchObject({ to: 'accepted', rejected });
    expect(await ledger.trackedBatches(run.id)).toMatchObject([{ accepted: 1 }]);
  });

  it.each<[string, SubmitAnswer]>([
    ['planned', { kind: 'not-sent', reason: 'connect ECONNREFUSED' }],
    ['planned', aReply(429)],
    ['in_doubt', { kind: 'no-reply', reason: 'socket hang up' }],
    ['in_doubt', aReply(503)],
    ['refused', aReply(400)],
  ])('leaves the batch %s after %o', async (expected, answer) => {
    const verdict = await submit(sending(answer));
    expect(verdict.to).toBe(expected);
    expect(await state()).toBe(expected);
  });

  it('leaves the batch planned, unattempted, when signing in failed', async () => {
    const failure = new ProviderError('no token', { failure: 'unauthorized', call: 'POST token' });
    await expect(submit(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await ledger.batchesIn(run.id, 'planned')).toMatchObject([{ attempts: 0, submittedAt: null }]);
  });

  it('sends nothing when the intent can not be committed', async () => {
    await ledger.offer(run.id, 1, { at: T0, bodySha256: 'x', isResend: false });
    let isSent = false;
    const submitting = submit(async (offer) => {
      await offer.commit();
      isSent = true;
      return accepted();
    });
    await expect(submitting).rejects.toThrow(DefectError);
    expect(isSent).toBe(false);
  });

  it('leaves the batch submitting when the answer can not be kept: the next start takes it for in doubt', async () => {
    const full = new Error('disk full');
    const deaf: Ledger = { ...ledger, recordOutcome: () => Promise.reject(full) };
    const provider = providerOf({ createBatch: sending(accepted()) });
    await expect(submitBatch({ ledger: deaf, provider, clock }, run, aBatch(), always)).rejects.toBe(full);
    expect(await state()).toBe('submitting');
  });

  it('dates the offer when it is made and the answer when it comes', async () => {
    await submit(async (offer) => {
      await offer.commit();
      clock.advance(3 * SECOND);
      return accepted();
    });
    expect((await ledger.journal(run.id)).at(-1)?.at).toBe(T0 + 3 * SECOND);
    expect(await ledger.batchesIn(run.id, 'accepted')).toMatchObject([{ submittedAt: T0 }]);
  });
});

describe('a submit of a run that was stopped meanwhile', () => {
  it.each(['pause', 'cancel'] as const)('sends nothing and changes nothing after a %s', async (word) => {
    let isSent = false;
    const provider = providerOf({
      createBatch: async (offer) => {
        const control = openLedgerForControl(directory);
        await control?.[word](run.id, { at: T0, who: 'ann@desk' });
        await control?.close();
        await offer.commit();
        isSent = true;
        return accepted();
      },
    });
    expect(await submitBatch({ ledger, provider, clock }, run, aBatch(), always)).toEqual({
      kind: 'withdrawn',
    });
    expect({ isSent, state: await state() }).toEqual({
      ...{ isSent: false, state: word === 'pause' ? 'planned' : 'abandoned' },
    });
  });
});

describe('a submit of a batch that was given up meanwhile', () => {
  it('while opt-outs were read: sends nothing, and is no fault', async () => {
    const provider = {
      ...providerOf({ createBatch: sending(accepted()) }),
      listOptOuts: async () => {
        const control = openLedgerForControl(directory);
        await control?.cancel(run.id, { at: T0, who: 'ann@desk' });
        await control?.close();
        return { records: [], nextPageToken: null };
      },
    };
    const submission = await submitBatch({ ledger, provider, clock }, run, aBatch(), always);
    expect({ submission, state: await state() }).toEqual({
      submission: { kind: 'withdrawn' },
      state: 'abandoned',
    });
  });
});

describe('offering a batch in doubt again', () => {
  it('is one commit before anything is sent: from in doubt to submitting', async () => {
    await submit(sending({ kind: 'no-reply', reason: 'socket hang up' }));
    const [doubt] = await ledger.doubtfulBatches(run.id);
    if (doubt === undefined) throw new Error('nothing is in doubt');
    const states: string[] = [];
    const provider = providerOf({
      createBatch: async (offer) => {
        states.push(await state());
        await offer.commit();
        states.push(await state());
        return accepted();
      },
    });
    await submitBatch({ ledger, provider, clock }, run, doubt, always);
    expect([...states, await state()]).toEqual(['in_doubt', 'submitting', 'accepted']);
    expect((await ledger.journal(run.id)).map((entry) => entry.kind)).toContain('presumed-absent');
  });
});

describe('an intent is too old to be acted on', () => {
  it.each([
    ['at once', () => undefined, true],
    ['after five seconds', () => clock.advance(5 * SECOND), true],
    ['after a longer pause of the process', () => clock.advance(5 * SECOND + 1), false],
    ['after a suspend, in which only the wall clock went on', () => clock.jump(6 * SECOND), false],
    ['after the wall clock was set back', () => clock.jump(-6 * SECOND), false],
    [
      'after a pause that a wall clock set back would hide',
      () => {
        clock.advance(6 * SECOND);
        clock.jump(-6 * SECOND);
      },
      false,
    ],
  ])('%s', async (_, pass, expected) => {
    let isFresh: boolean | null = null;
    await submit(async (offer) => {
      await offer.commit();
      pass();
      isFresh = offer.isStillFresh();
      return { kind: 'not-sent', reason: 'asked only' };
    });
    expect(isFresh).toBe(expected);
  });
});

function always(): Promise<boolean> {
  return Promise.resolve(true);
}

async function submit(createBatch: (offer: SubmitOffer) => Promise<SubmitAnswer>): Promise<Verdict> {
  const submission = await submitBatch(
    { ledger, provider: providerOf({ createBatch }), clock },
    run,
    aBatch(),
    always,
  );
  if (submission.kind !== 'answered') throw new Error(`the offer was ${submission.kind}`);
  return submission.verdict;
}

function sending(answer: SubmitAnswer): (offer: SubmitOffer) => Promise<SubmitAnswer> {
  return async (offer) => {
    await offer.commit();
    return answer;
  };
}

function accepted(): SubmitAnswer {
  return aReply(201, { batch: aRemoteBatch() });
}

async function state(): Promise<string> {
  const counts = Object.entries(await ledger.countStates(run.id));
  return counts.find(([, count]) => count === 1)?.[0] ?? 'none';
}
