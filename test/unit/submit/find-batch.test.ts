import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import type { BatchRecipient, RunLedger } from '../../../src/core/ledger.ts';
import type {
  BatchQuery,
  MessageQuery,
  Page,
  Provider,
  RemoteBatch,
  RemoteMessage,
} from '../../../src/core/provider.ts';
import { findBatch, type Finding } from '../../../src/submit/find-batch.ts';
import { DAY, openFakeClock, T0 } from '../../fakes/clock.ts';
import { providerOf } from '../../fakes/provider.ts';
import {
  aBatch,
  aRecipient,
  aRemoteBatch,
  aRemoteMessage,
  aRun,
  OTHER_SENDER,
  SENDER,
} from '../../fakes/records.ts';

/** What the provider shows: batches in its list, and messages, by batch and by number. */
interface Shown {
  readonly listed?: readonly RemoteBatch[];
  readonly messages?: readonly RemoteMessage[];
  /** Messages that a search by number shows; all when absent. */
  readonly probed?: readonly RemoteMessage[];
  readonly owned?: readonly string[];
  readonly recipients?: readonly BatchRecipient[];
}

const OURS = [aRecipient(1), aRecipient(2)];
const toOne = aRemoteMessage({ id: 'm1', to: '+14155550001' });

describe('looking for a batch in doubt', () => {
  it('finds it in the list', async () => {
    const batch = aRemoteBatch();
    expect(await find({ listed: [batch], messages: [toOne], probed: [] })).toEqual({ kind: 'found', batch });
  });

  it('finds it by its recipients alone, before the list shows it', async () => {
    expect(await find({ messages: [toOne] })).toMatchObject({
      kind: 'found',
      batch: { id: 'b1', from: SENDER, status: 'Processing', size: null, cost: null },
    });
  });

  it('finds it by its last recipients, when the first were rejected', async () => {
    const recipients = Array.from({ length: 40 }, (_, index) => aRecipient(index + 1));
    const messages = recipients
      .slice(20)
      .map(({ phone }) => aRemoteMessage({ id: `m${phone}`, to: phone, text: 'Hello' }));
    expect((await find({ recipients, messages })).kind).toBe('found');
  });

  it.each<[string, Shown]>([
    [
      'one of whose texts is another',
      { messages: [aRemoteMessage({ id: 'm2', to: '+14155550002', text: 'Hello STOP to end' }), toOne] },
    ],
    ['that went to others as well', { messages: [aRemoteMessage({ id: 'm2', to: '+14155559999' }), toOne] }],
    [
      'that explains less than half of our recipients',
      {
        messages: [toOne],
        listed: [aRemoteBatch({ size: 1 })],
        recipients: [1, 2, 3].map((position) => aRecipient(position)),
      },
    ],
    [
      'that is more than half a day older than the offer',
      { messages: [toOne], listed: [aRemoteBatch({ createdAt: T0 - DAY / 2 - 1 })] },
    ],
  ])('leaves a batch %s to a person', async (_, shown) => {
    expect(await find(shown)).toMatchObject({ kind: 'absent', differing: ['b1'] });
  });

  it('takes a batch that is as old as a clock can be wrong', async () => {
    const listed = [aRemoteBatch({ createdAt: T0 - DAY / 2 })];
    expect((await find({ messages: [toOne], listed })).kind).toBe('found');
  });

  it('compares numbers by their digits', async () => {
    const bare = aRemoteMessage({ to: '14155550001', from: '16505550100' });
    expect((await find({ messages: [bare] })).kind).toBe('found');
  });

  it('sees several: every one that holds a message of ours', async () => {
    const listed = [aRemoteBatch({ id: 'b1' }), aRemoteBatch({ id: 'b2' })];
    const messages = [toOne, aRemoteMessage({ id: 'm9', batchId: 'b2' })];
    expect(await find({ listed, messages })).toEqual({ kind: 'several', batchIds: ['b1', 'b2'] });
  });

  it('says absent when neither way shows anything, with how much was seen', async () => {
    expect(await find({})).toEqual({
      kind: 'absent',
      batchesSeen: 0,
      messagesSeen: 0,
      differing: [],
      unread: [],
    });
    const listed = [aRemoteBatch({ id: 'other' })];
    const messages = [aRemoteMessage({ batchId: 'other', to: '+14155559999' })];
    expect(await find({ listed, messages, probed: [] })).toMatchObject({
      ...{ kind: 'absent', batchesSeen: 1, messagesSeen: 0, differing: [] },
    });
    const others = [{ ...toOne, batchId: null }];
    expect(await find({ messages: others })).toMatchObject({
      kind: 'absent',
      messagesSeen: 1,
      differing: [],
    });
  });

  it('names a batch that is listed and whose messages do not show yet: it may be the one', async () => {
    expect(await find({ listed: [aRemoteBatch()], messages: [] })).toMatchObject({ unread: ['b1'] });
    expect(await find({ listed: [aRemoteBatch({ size: 0 })], messages: [] })).toMatchObject({ unread: [] });
  });

  it.each<[string, Shown]>([
    ['a batch that another of ours owns', { listed: [aRemoteBatch()], messages: [toOne], owned: ['b1'] }],
    [
      'a batch to other people',
      { listed: [aRemoteBatch()], messages: [aRemoteMessage({ to: '+14155559999' })] },
    ],
    ['a batch larger than ours', { listed: [aRemoteBatch({ size: 3 })], messages: [toOne], probed: [] }],
    ['messages from another sender', { messages: [{ ...toOne, from: OTHER_SENDER }] }],
    ['a message that belongs to no batch', { messages: [{ ...toOne, batchId: null }] }],
    ['an answer of a recipient to us', { messages: [{ ...toOne, from: '+14155550001', to: SENDER }] }],
  ])('does not take %s for it', async (_, shown) => {
    expect(await find(shown)).toMatchObject({ kind: 'absent', differing: [] });
  });

  it.each([['Hello STOP to end'], [null]])(
    'leaves our recipients with the text %o to a person',
    async (text) => {
      const messages = [{ ...toOne, text }];
      expect(await find({ messages })).toMatchObject({ kind: 'absent', differing: ['b1'] });
    },
  );

  it('takes a batch of unknown size, or one made smaller by rejections, for a candidate', async () => {
    for (const size of [null, 1]) {
      const shown = { listed: [aRemoteBatch({ size })], messages: [toOne], probed: [] };
      expect((await find(shown)).kind).toBe('found');
    }
  });
});

describe('the search itself', () => {
  it('says its window in every query: a day before the offer to a day from now', async () => {
    const asked: (BatchQuery | MessageQuery)[] = [];
    const provider = providerOf({
      listBatches: (query) => page(asked.push(query) > 0 ? [aRemoteBatch()] : []),
      listMessages: (query) => page(asked.push(query) > 0 ? [toOne] : []),
    });
    await findWith(provider, T0 + 9 * DAY);
    expect(asked.length).toBe(3);
    for (const query of asked) {
      expect(query).toMatchObject({ dateFrom: T0 - DAY, dateTo: T0 + 10 * DAY });
    }
  });

  it('asks for at most 15 numbers at once, the first and the last of the batch, each once', async () => {
    const groups = await numbersAskedFor(40);
    const numbers = (first: number): string[] =>
      Array.from({ length: 15 }, (_, index) => aRecipient(first + index).phone);
    expect(groups).toEqual([numbers(1), numbers(26)]);
    expect((await numbersAskedFor(20)).map((group) => group.length)).toEqual([15, 5]);
    expect((await numbersAskedFor(15)).map((group) => group.length)).toEqual([15]);
  });

  it('reads every page of the list and of the messages', async () => {
    const provider = providerOf({
      listBatches: ({ pageToken }) =>
        pageToken === undefined
          ? page([aRemoteBatch({ id: 'b0' })], 'p2')
          : page([aRemoteBatch({ id: 'b1' })]),
      listMessages: ({ batchId, pageToken }) => {
        if (batchId !== 'b1') return page([]);
        return pageToken === undefined
          ? page([{ ...toOne, id: 'm2', to: '+14155550002' }], 'p2')
          : page([toOne]);
      },
    });
    expect(await findWith(provider)).toMatchObject({ kind: 'found', batch: { id: 'b1' } });
  });

  it.each<[string, Partial<Provider>]>([
    ['the list', { listBatches: () => page([], 'again') }],
    ['the messages', { listMessages: () => page([], 'again') }],
  ])('gives up as dirty when the pages of %s never end', async (_, calls) => {
    const provider = providerOf({ listBatches: () => page([]), listMessages: () => page([]), ...calls });
    await expect(findWith(provider)).rejects.toThrow(ProviderError);
  });

  it.each<[string, Partial<Provider>]>([
    ['the list', { listBatches: () => Promise.reject(broken()) }],
    ['the messages', { listMessages: () => Promise.reject(broken()) }],
  ])('says nothing when %s can not be read', async (_, calls) => {
    const provider = providerOf({ listBatches: () => page([]), listMessages: () => page([]), ...calls });
    await expect(findWith(provider)).rejects.toThrow(ProviderError);
  });
});

function find(shown: Shown): Promise<Finding> {
  const messages = shown.messages ?? [];
  const provider = providerOf({
    listBatches: () => page(shown.listed ?? []),
    readBatch: (id) => Promise.resolve(aRemoteBatch({ id })),
    listMessages: ({ batchId, phoneNumbers, isDetailed }) => {
      if (batchId !== undefined) {
        const texts = isDetailed === true ? messages : messages.map((one) => ({ ...one, text: null }));
        return page(texts.filter((one) => one.batchId === batchId));
      }
      const digits = new Set(phoneNumbers?.map((phone) => phone.slice(1)));
      return page((shown.probed ?? messages).filter((one) => digits.has(one.to?.replace('+', '') ?? '')));
    },
  });
  return findWith(provider, T0, shown);
}

function findWith(provider: Provider, now: number = T0, shown: Shown = {}): Promise<Finding> {
  const recipients = shown.recipients ?? OURS;
  const ledger = {
    offeredRecipients: () => Promise.resolve(recipients),
    isOwned: (id: string) => Promise.resolve(shown.owned?.includes(id) === true),
  } as Partial<RunLedger> as RunLedger;
  const batch = aBatch({ state: 'in_doubt', submittedAt: T0, recipients: recipients.length });
  return findBatch({ ledger, provider, clock: openFakeClock(now) }, aRun(), batch);
}

async function numbersAskedFor(size: number): Promise<(readonly string[])[]> {
  const groups: (readonly string[])[] = [];
  const provider = providerOf({
    listBatches: () => page([]),
    listMessages: ({ phoneNumbers }) => page(groups.push(phoneNumbers ?? []) > 0 ? [] : []),
  });
  const recipients = Array.from({ length: size }, (_, index) => aRecipient(index + 1));
  await findWith(provider, T0, { recipients });
  return groups;
}

function page<T>(records: readonly T[], nextPageToken: string | null = null): Promise<Page<T>> {
  return Promise.resolve({ records, nextPageToken });
}

function broken(): ProviderError {
  return new ProviderError('no answer', { failure: 'unreachable', call: 'GET' });
}
