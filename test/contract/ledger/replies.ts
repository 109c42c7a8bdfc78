import { describe, expect, it } from 'vitest';
import type { RepliedTo } from '../../../src/core/reply.ts';
import type { Run } from '../../../src/core/run.ts';
import { DAY, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { bringTo, OFFER, type Bench } from './bench.ts';

const [ONE = 0, TWO = 0, THREE = 0] = phones(3);
const STRANGER = phones(1, 99)[0] ?? 0;
const EVERYBODY = [THREE, STRANGER, ONE, TWO];

export function describeReplies(bench: Bench): void {
  const { open } = bench;

  /** As a reader beside the writer has it. */
  async function read(run: Run): Promise<{ firstOfferAt: number | null; repliedTo: readonly RepliedTo[] }> {
    const ledger = await bench.home().openForReading();
    if (ledger === null) throw new Error('there is no ledger');
    bench.later(() => ledger.close());
    return {
      firstOfferAt: await ledger.firstOfferAt(run.id),
      repliedTo: [...(await ledger.repliedTo(run.id, EVERYBODY))].sort((a, b) => a.phone - b.phone),
    };
  }

  describe('whom a reply can be from', () => {
    const members = [{ phones: [ONE, TWO] }, { phones: [THREE], from: OTHER_SENDER }];

    it('is nobody before the first offer', async () => {
      const run = await freezeRun(await open(), { members });
      expect(await read(run)).toEqual({ firstOfferAt: null, repliedTo: [] });
    });

    it('are those whose batch was offered, by the sender that offered it and since its first offer', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members });
      await ledger.offer(run.id, 2, { ...OFFER, at: T0 + DAY });
      expect(await read(run)).toMatchObject({
        firstOfferAt: T0 + DAY,
        repliedTo: [{ phone: THREE, from: OTHER_SENDER, batch: 2, offeredAt: T0 + DAY }],
      });
      await ledger.offer(run.id, 1, OFFER);
      const { firstOfferAt, repliedTo } = await read(run);
      expect(firstOfferAt).toBe(OFFER.at);
      expect(repliedTo.map(({ phone, from }) => [phone, from])).toEqual([
        [ONE, SENDER],
        [TWO, SENDER],
        [THREE, OTHER_SENDER],
      ]);
      expect(repliedTo.map(({ line }) => line)).toEqual([
        expect.any(Number),
        expect.any(Number),
        expect.any(Number),
      ]);
    });

    it('are none of another run', async () => {
      const ledger = await open();
      const other = await freezeRun(ledger, { name: 'other-0123456789', campaign: 'other', members });
      const run = await freezeRun(ledger, { members: [{ phones: [STRANGER] }] });
      await ledger.offer(other.id, 1, OFFER);
      expect((await read(run)).repliedTo).toEqual([]);
    });

    it('are still known by their numbers once the run is purged, without line and texts', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [members[0] ?? { phones: [] }] });
      await bringTo(ledger, run.id, 1, 'settled');
      await ledger.finish(run.id, T0);
      const before = await read(run);
      await ledger.purgeRun(run.id, { at: T0 + 100 * DAY, who: 'ann@desk' });
      const after = await read(run);
      expect(after).toEqual({
        ...before,
        repliedTo: before.repliedTo.map((one) => ({ ...one, line: null, values: [] })),
      });
      expect(after.repliedTo.map(({ phone }) => phone)).toEqual([ONE, TWO]);
    });
  });
}
