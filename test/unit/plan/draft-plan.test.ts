import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_GUARD } from '../../../src/core/contact-guard.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { AssignRules } from '../../../src/plan/assign.ts';
import { OPEN_SCREEN } from '../../../src/plan/screen.ts';
import { draftPlan, type PlanRequest } from '../../../src/plan/draft-plan.ts';
import { HOUR, openFakeClock, T0 } from '../../fakes/clock.ts';
import { phones, toColumns } from '../../fakes/frozen-run.ts';
import { SENDER } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

const newDirectory = useDirectories();
const clock = openFakeClock();
const REJECTED: RejectedRow = { line: 9, phone: '12', code: 'invalid-phone', reason: 'short', cells: ['12'] };
let ledger: Ledger;

beforeEach(() => {
  ledger = openLedger(newDirectory(), 'campaign plan', clock);
});

afterEach(() => ledger.close());

describe('a drafted plan', () => {
  it('says what would be sent', async () => {
    const draft = await draftPlan(ledger, clock, request());
    expect(draft).toMatchObject({ rows: 6, recipients: 5, segments: 5, rejected: { 'invalid-phone': 1 } });
    expect(draft.name).toMatch(/^spring-[0-9a-f]{10}$/);
    expect(draft.batches).toMatchObject([
      { number: 1, from: SENDER, recipients: 2, segments: 2 },
      { number: 2, from: SENDER, recipients: 2, segments: 2 },
      { number: 3, from: SENDER, recipients: 1, segments: 1 },
    ]);
    expect(draft.samples.map((sample) => sample.text)).toEqual(['Hi Ann!', 'Hi Bob!', 'Own text']);
  });

  it.each([
    { segments: [1, 1, 1, 1, 1], longest: 'Own text' },
    { segments: [1, 3, 2, 3, 1], longest: 'Hi Bob!' },
    { segments: [1, 1, 2, 1, 3], longest: 'Hi Eve!' },
  ])(
    'shows the text of the most segments, the longest of equals: $segments',
    async ({ segments, longest }) => {
      const chunks: Chunk[] = [];
      for await (const chunk of request().chunks) {
        const own = segments.splice(0, chunk.recipients.phone.length);
        chunks.push({ ...chunk, recipients: { ...chunk.recipients, segments: own } });
      }
      const draft = await draftPlan(ledger, clock, request({ chunks: chunksOf(...chunks) }));
      expect(draft.longest?.text).toBe(longest);
    },
  );

  it('becomes a run exactly as it was drafted', async () => {
    const draft = await draftPlan(ledger, clock, request());
    const run = await draft.freeze();
    expect(await ledger.findRun(draft.name)).toEqual(run);
    expect(run).toMatchObject({
      state: 'open',
      rows: 6,
      recipients: 5,
      rejectedRows: 1,
      batches: 3,
      plannedAt: T0,
    });
    const texts = await Promise.all([1, 2, 3].map((batch) => batchRecipients(ledger, run.id, batch)));
    expect(texts.map((batch) => batch.map((recipient) => recipient.text))).toEqual([
      ['Hi Ann!', 'Hi Bob!'],
      ['Own text', 'Hi Dan!'],
      ['Hi Eve!'],
    ]);
  });

  it('is not a run until then, and leaves nothing when it is discarded', async () => {
    const draft = await draftPlan(ledger, clock, request());
    expect(await ledger.listRuns()).toEqual([]);
    await draft.discard();
    expect(await ledger.countRejectedRows(draft.id)).toEqual({});
    await expect(draft.freeze()).rejects.toThrow();
  });

  it('leaves nothing when its rows can not be read to the end', async () => {
    const broken = new Error('the file changed while it was read');
    const discarded: number[] = [];
    const discardDraft = (id: number): Promise<void> => {
      discarded.push(id);
      return ledger.discardDraft(id);
    };
    const failing = request({ chunks: chunksThenFailing(broken) });
    await expect(draftPlan({ ...ledger, discardDraft }, clock, failing)).rejects.toBe(broken);
    expect(discarded.length).toBe(1);
    expect(await ledger.listRuns()).toEqual([]);
  });

  it.each<[string, Partial<PlanRequest>]>([
    ['batch size', { assign: { ...ASSIGN, batchSize: 5 } }],
    ['price', { assign: { ...ASSIGN, priceOf: () => 1n } }],
    ['window', { assign: { ...ASSIGN, windowOf: () => 'America/New_York 08:00-20:00' } }],
    ['limit', { limits: { ...NO_LIMITS, maxMessages: 9 } }],
    ['currency', { currency: 'CAD' }],
    [
      'tracking',
      {
        tracking: {
          settleAfterMs: 1,
          trackForMs: 1,
          minDeliveredPercent: 1,
          inDoubt: 'hold' as const,
          inDoubtGraceMs: 1_800_000,
        },
      },
    ],
    ['file name', { file: 'elsewhere.csv' }],
    ['hash of the file', { sourceSha256: 'other' }],
  ])('has the same name with another %s', async (_, change) => {
    const { name } = await draftPlan(ledger, clock, request());
    expect((await draftPlan(ledger, clock, request(change))).name).toBe(name);
  });

  it.each<[string, Partial<PlanRequest>]>([
    ['text', { template: { pieces: ['Dear ', '!'] } }],
    ['sender', { senders: ['+16505550199'] }],
    ['run key', { runKey: 'again' }],
    ['selection', { selection: { minDaysBetween: 3 } }],
    ['world', { world: 'live' }],
  ])('has another name with another %s', async (_, change) => {
    const { name } = await draftPlan(ledger, clock, request());
    expect((await draftPlan(ledger, clock, request(change))).name).not.toBe(name);
  });

  it('of a file without recipients has no batches', async () => {
    const draft = await draftPlan(ledger, clock, request({ chunks: chunksOf() }));
    expect(draft).toMatchObject({ rows: 0, recipients: 0, batches: [], samples: [] });
  });

  it('tells how far it has come, up to the last row', async () => {
    const seen: number[] = [];
    await draftPlan(ledger, clock, request({ onProgress: ({ rows }) => seen.push(rows) }));
    expect(seen.at(-1)).toBe(6);
  });
});

const ASSIGN: AssignRules = {
  batchSize: 2,
  reaches: () => true,
  windowOf: () => '',
  priceOf: () => 11_900_000n,
  mostOf: () => Infinity,
};

function cellsOf(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => [`cell ${index}`]);
}

function request(more: Partial<PlanRequest> = {}): PlanRequest {
  const first = { ...toColumns({ phones: phones(3) }), values: ['Ann', 'Bob', null] };
  const second = { ...toColumns({ phones: phones(2, 4) }, 5), values: ['Dan', 'Eve'] };
  return {
    campaign: 'spring',
    world: 'loopback',
    file: 'spring.csv',
    sourceSha256: 'a',
    settingsSha256: 'b',
    header: ['phone', 'name'],
    template: { pieces: ['Hi ', '!'] },
    senders: [SENDER],
    assign: ASSIGN,
    screen: OPEN_SCREEN,
    phoneIndex: 0,
    runKey: null,
    selection: {},
    limits: NO_LIMITS,
    optOutScope: 'all',
    ...NO_GUARD,
    retryOf: null,
    currency: 'USD',
    tracking: {
      settleAfterMs: 24 * HOUR,
      trackForMs: 48 * HOUR,
      minDeliveredPercent: null,
      inDoubt: 'hold' as const,
      inDoubtGraceMs: 1_800_000,
    },
    chunks: chunksOf(
      {
        recipients: { ...first, text: [null, null, 'Own text'] },
        rejected: [],
        cellsOf: (index) => cellsOf(3)[index] ?? [],
        rows: 3,
        bytesRead: 50,
      },
      {
        recipients: second,
        rejected: [REJECTED],
        cellsOf: (index) => cellsOf(2)[index] ?? [],
        rows: 3,
        bytesRead: 99,
      },
    ),
    ...more,
  };
}

type Chunk = PlanRequest['chunks'] extends AsyncIterable<infer T> ? T : never;

async function* chunksOf(...chunks: readonly Chunk[]): AsyncGenerator<Chunk> {
  yield* await Promise.resolve(chunks);
}

async function* chunksThenFailing(error: Error): AsyncGenerator<Chunk> {
  yield* request().chunks;
  throw await Promise.resolve(error);
}
