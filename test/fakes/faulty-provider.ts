import { ProviderError } from '../../src/core/error.ts';
import type {
  Page,
  Provider,
  SenderRegistration,
  SubmitAnswer,
  SubmitOffer,
} from '../../src/core/provider.ts';
import { HOUR, SECOND, type FakeClock } from './clock.ts';
import { anOptOut, aReply } from './records.ts';
import type { FakeWorld } from './world.ts';

/** What can go wrong with a POST. `after` means that the provider took the batch all the same. */
export const POST_FAULTS = [
  'none',
  'no-token',
  'not-connected',
  'process-paused',
  '429',
  '401',
  '400',
  '503-before',
  '503-after',
  'reset-before',
  'reset-after',
  'garbage-201-before',
  'garbage-201-after',
  'taken-late',
] as const;

export type PostFault = (typeof POST_FAULTS)[number];

export interface Faults {
  /** What happens to the POSTs, one after another; then nothing any more. */
  readonly posts: readonly PostFault[];
  /** Which reads fail, one after another; the pages of a loop come back to where they began, for ever. */
  readonly reads: readonly (boolean | 'loop')[];
  /** How late a batch is taken whose client gave up. */
  readonly lateMs: number;
}

const REGISTRATION: SenderRegistration = {
  campaignId: 'C1',
  campaignStatus: 'Confirmed',
  tier: 'StandardVolume',
  brandStatus: 'Confirmed',
  useCases: [],
};
const PENALTY_MS = 30 * SECOND;
/** The token of a page that names itself as the next. */
const LOOP = 'loop';
const NOTHING = { records: [], nextPageToken: LOOP };

/** The fake world behind a connection that fails as it is told to. */
export function openFaultyProvider(world: FakeWorld, clock: FakeClock, faults: Faults): Provider {
  const posts = [...faults.posts];
  const reads = [...faults.reads];
  let silentUntil: number | null = null;
  let tellSilence: ((untilAt: number) => void) | null = null;
  const pass = async (): Promise<void> => {
    if (silentUntil !== null) await clock.sleep(silentUntil - clock.now());
    silentUntil = null;
    clock.advance(100);
  };
  const read = async <T>(answer: () => T, fault = reads.shift()): Promise<T> => {
    await pass();
    if (fault !== true) return answer();
    throw new ProviderError('no answer', { failure: 'unreachable', call: 'GET' });
  };
  const list = async <T>(token: string | undefined, answer: () => Page<T>): Promise<Page<T>> => {
    const fault = reads.shift();
    const page = await read(token === LOOP ? () => NOTHING : answer, fault);
    return fault === 'loop' ? { ...page, nextPageToken: LOOP } : page;
  };
  return {
    async createBatch(offer) {
      const fault = posts.shift() ?? 'none';
      await pass();
      if (fault === 'no-token') {
        throw new ProviderError('no token', { failure: 'unreachable', call: 'POST token' });
      }
      await offer.commit();
      if (fault === '429') tellSilence?.((silentUntil = clock.now() + PENALTY_MS));
      return post(world, clock, offer, fault, faults.lateMs);
    },
    listBatches: (query) => list(query.pageToken, () => world.listBatches(query)),
    readBatch: (id) =>
      read(() => {
        const batch = world.taken.find((one) => one.id === id);
        if (batch === undefined) throw new ProviderError('HTTP 404', { failure: 'refused', call: 'GET' });
        return world.showBatch(batch);
      }),
    listMessages: (query) => list(query.pageToken, () => world.listMessages(query)),
    readStatuses: ({ batchId }) => read(() => world.readStatuses(batchId)),
    listNumbers: () => Promise.resolve([]),
    readRegistration: () => Promise.resolve(REGISTRATION),
    listOptOuts: (query) => list(query.pageToken, () => world.listOptOuts(query)),
    addOptOuts: (from, phones) =>
      read(() => {
        world.optOuts.push(...phones.map((to) => anOptOut(to, { from, source: 'Api', at: clock.now() })));
        return { done: phones, failed: [] };
      }),
    signIn: () => Promise.resolve(),
    readIdentity: () =>
      Promise.resolve({ server: 'https://x', ownerId: null, scopes: [], tokenExpiresAt: clock.now() + HOUR }),
    clockSkewMs: () => 0,
    takeCalls: () => new Map(),
    onSilence: (listener) => void (tellSilence = listener),
    close: () => Promise.resolve(),
  };
}

function post(
  world: FakeWorld,
  clock: FakeClock,
  offer: SubmitOffer,
  fault: PostFault,
  lateMs: number,
): SubmitAnswer {
  if (fault === 'not-connected') return { kind: 'not-sent', reason: 'connect ECONNREFUSED' };
  if (fault === 'process-paused') clock.advance(60 * SECOND);
  if (!offer.isStillFresh()) return { kind: 'not-sent', reason: 'the intent is too old' };
  clock.advance(200);
  switch (fault) {
    case '429':
    case '401':
    case '400':
      return aReply(Number(fault));
    case '503-before':
      return aReply(503);
    case 'reset-before':
      return { kind: 'no-reply', reason: 'socket hang up' };
    case 'garbage-201-before':
      return aReply(201);
    case 'taken-late':
      world.take(offer.body, lateMs);
      return { kind: 'no-reply', reason: 'no reply in time' };
    case '503-after':
      world.take(offer.body);
      return aReply(503);
    case 'reset-after':
      world.take(offer.body);
      return { kind: 'no-reply', reason: 'socket hang up' };
    case 'garbage-201-after':
      world.take(offer.body);
      return aReply(201);
    default: {
      const batch = world.take(offer.body);
      return aReply(201, { batch: world.showBatch(batch), rejected: batch.rejected });
    }
  }
}
