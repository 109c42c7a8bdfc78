import { describe, expect, it } from 'vitest';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteMessage } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { bringTo, stateOf, type Bench, type ReadingLedger } from './bench.ts';

export function describeReading({ open, home, later }: Bench): void {
  const reading = async (): Promise<ReadingLedger> => {
    const ledger = await home().openForReading();
    if (ledger === null) throw new Error('there is no ledger to read');
    later(() => ledger.close());
    return ledger;
  };

  describe('reading', () => {
    it('finds nothing where there is no ledger, and makes none', async () => {
      expect(await home().openForReading()).toBeNull();
      expect(await home().openForReading()).toBeNull();
    });

    it('needs no lock, and sees what is committed', async () => {
      const writer = await open();
      const run = await freezeRun(writer, { members: [{ phones: phones(2) }] });
      const reader = await reading();
      expect(await reader.findRun(run.name)).toEqual(run);
      await bringTo(writer, run.id, 1, 'accepted');
    });

    it('is of one moment: what is written meanwhile is not seen', async () => {
      const writer = await open();
      const run = await freezeRun(writer, { members: [{ phones: phones(2) }] });
      const reader = await reading();
      expect(await stateOf(reader, run.id, 1)).toBe('planned');
      await bringTo(writer, run.id, 1, 'accepted');
      await writer.recordMessages(run.id, 1, [aRemoteMessage({ cost: 5n })]);
      expect(await stateOf(reader, run.id, 1)).toBe('planned');
      expect((await collect(reader.recipientRecords(run.id))).map((record) => record.messageId)).toEqual([
        null,
        null,
      ]);
      const afterwards = await reading();
      expect(await stateOf(afterwards, run.id, 1)).toBe('accepted');
    });

    it('gives rejected rows in the order of the file, however many', async () => {
      const ledger = await open();
      const row = (line: number): RejectedRow => ({
        line,
        phone: '12',
        code: 'invalid-phone',
        reason: 'too short',
        cells: ['a "b"\n', '', '\u0000\u2028', '\ud83d', '["1"]', '👋'],
      });
      const rejected = Array.from({ length: 2500 }, (_, index) => row(2502 - index));
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }], rejected });
      const rows = await collect(ledger.rejectedRows(run.id));
      expect(rows.map((one) => one.line)).toEqual(Array.from({ length: 2500 }, (_, index) => index + 3));
      expect(rows[0]).toEqual(row(3));
      expect(await ledger.countRejectedRows(run.id)).toEqual({ 'invalid-phone': 2500 });
    });

    it('knows the longest rejected row of a run, and of no other', async () => {
      const ledger = await open();
      const row = (line: number, cells: readonly string[]): RejectedRow => ({
        line,
        phone: '',
        code: 'column-count',
        reason: 'too many cells',
        cells,
      });
      const freeze = (name: string, rejected: readonly RejectedRow[]): Promise<{ readonly id: number }> =>
        freezeRun(ledger, { members: [{ phones: phones(1) }], campaign: name, name, rejected });
      const ragged = await freeze('ragged', [row(3, ['a', '[,"', 'é']), row(4, ['a']), row(5, ['', ''])]);
      const longer = await freeze('longer', [row(3, ['1', '2', '3', '4'])]);
      const clean = await freeze('clean', []);
      const widths = [ragged, longer, clean].map((run) => ledger.widestRejectedRow(run.id));
      expect(await Promise.all(widths)).toEqual([3, 4, 0]);
    });

    it('gives batches and recipients in order of their numbers', async () => {
      const ledger = await open();
      const members = [phones(2, 30), phones(1, 10), phones(3, 20)].map((group) => ({ phones: group }));
      const run = await freezeRun(ledger, { members });
      expect((await collect(ledger.batchRecords(run.id))).map((batch) => batch.recipients)).toEqual([
        2, 1, 3,
      ]);
      const places = (await collect(ledger.recipientRecords(run.id))).map(
        (one) => `${one.batch}/${one.position}`,
      );
      expect(places).toEqual(['1/1', '1/2', '2/1', '3/1', '3/2', '3/3']);
    });

    it('lists runs oldest first, and finds the latest of the same source', async () => {
      const ledger = await open();
      const source = {
        campaign: 'spring',
        world: 'loopback',
        sourceSha256: 's',
        settingsSha256: 't',
      } as const;
      const first = await freezeRun(ledger, {
        ...source,
        members: [{ phones: phones(1) }],
        name: 'spring-1',
      });
      await ledger.finish(first.id, 5);
      await freezeRun(ledger, { ...source, members: [{ phones: phones(1) }], name: 'spring-2' });
      await freezeRun(ledger, { members: [{ phones: phones(1) }], campaign: 'summer', name: 'summer-1' });
      expect((await ledger.listRuns()).map((run) => run.name)).toEqual(['spring-1', 'spring-2', 'summer-1']);
      expect((await ledger.listRuns({ state: 'finished' })).map((run) => run.name)).toEqual(['spring-1']);
      expect((await ledger.findRunBySource(source))?.name).toBe('spring-2');
      expect(await ledger.findRunBySource({ ...source, world: 'live' })).toBeNull();
      expect(await ledger.findRunBySource({ ...source, settingsSha256: 'u' })).toBeNull();
      expect(await ledger.findRunBySource({ ...source, campaign: 'summer' })).toBeNull();
    });
  });
}
