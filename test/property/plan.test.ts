import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Country, RecipientColumns } from '../../src/core/recipient.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { draftPlan } from '../../src/plan/draft-plan.ts';
import { OPEN_SCREEN } from '../../src/plan/screen.ts';
import { openFakeClock } from '../fakes/clock.ts';
import { toColumns, toFrozenRun } from '../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../fakes/records.ts';
import { useDirectories } from '../fakes/workspace.ts';
import { batchRecipients } from '../fakes/batch-recipients.ts';
import { collect } from '../fakes/collect.ts';

const SEED = 20261120;
const newDirectory = useDirectories();
const clock = openFakeClock();
let drawn = 0;

const numbers = fc.uniqueArray(fc.integer({ min: 14_155_550_000, max: 14_155_559_999 }), { maxLength: 60 });
const plans = fc.record({
  numbers,
  text: fc.option(fc.string({ maxLength: 20 }), { nil: null }),
  cuts: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
  batchSize: fc.integer({ min: 1, max: 12 }),
  senders: fc.constantFrom([SENDER], [SENDER, OTHER_SENDER], [OTHER_SENDER, SENDER, '+16505550101']),
  countries: fc.array(fc.constantFrom<Country>('US', 'CA'), { minLength: 60, maxLength: 60 }),
});

describe('whatever is planned', () => {
  it('everybody is in one place of one batch of one sender that reaches them, and no batch is too large', async () => {
    const ledger = openLedger(newDirectory(), 'campaign plan', clock);
    await fc.assert(
      fc.asyncProperty(plans, async ({ batchSize, senders, countries, ...rows }) => {
        const chunks = chunksOf(rows.numbers, countries, rows.text, rows.cuts);
        const draft = await draftPlan(ledger, clock, {
          ...toFrozenRun({ members: [], senders }),
          assign: {
            batchSize,
            reaches: (from, country) => country === 'US' || from === OTHER_SENDER || senders.length === 1,
            windowOf: () => '',
            priceOf: () => 11_900_000n,
            mostOf: () => Infinity,
          },
          screen: OPEN_SCREEN,
          phoneIndex: 0,
          selection: {},
          runKey: String((drawn += 1)),
          chunks,
        });
        const run = await draft.freeze();
        const placed = await Promise.all(
          draft.batches.map(async (batch) => ({
            batch,
            members: await batchRecipients(ledger, run.id, batch.number),
          })),
        );
        const records = await collect(ledger.recipientRecords(run.id));
        await ledger.finish(run.id, 0);

        const phones = placed.flatMap(({ members }) =>
          members.map((member) => Number(member.phone.slice(1))),
        );
        expect([...phones].sort()).toEqual([...rows.numbers].sort());
        for (const { batch, members } of placed) {
          expect(members.length).toBeGreaterThan(0);
          expect(members.length).toBeLessThanOrEqual(batchSize);
          expect(members.map((member) => member.position)).toEqual(members.map((_, index) => index + 1));
          const lines = records.filter((record) => record.batch === batch.number).map(({ line }) => line);
          expect(lines).toEqual([...lines].sort((a, b) => a - b));
          const isCanadian = lines.some((line) => countries[line - 2] === 'CA');
          if (isCanadian && senders.length > 1) expect(batch.from).toBe(OTHER_SENDER);
        }
        expect(run.segments).toBe(placed.reduce((sum, { batch }) => sum + batch.segments, 0));
      }),
      { seed: SEED, numRuns: 60 },
    );
    await ledger.close();
  });
});

/** The rows in chunks of the sizes that `cuts` repeats. */
async function* chunksOf(
  phones: readonly number[],
  countries: readonly Country[],
  text: string | null,
  cuts: readonly number[],
) {
  let at = 0;
  for (let turn = 0; at < phones.length || turn === 0; turn++) {
    const size = cuts[turn % cuts.length] ?? 1;
    const part = phones.slice(at, at + size);
    const recipients: RecipientColumns = {
      ...toColumns({ phones: part }, at + 2),
      country: part.map((_, index) => countries[at + index] ?? 'US'),
      text: part.map(() => text),
    };
    at += size;
    yield await Promise.resolve({
      recipients,
      rejected: [],
      cellsOf: () => [],
      rows: part.length,
      bytesRead: at,
    });
  }
}
