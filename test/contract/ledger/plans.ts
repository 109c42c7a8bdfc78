import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, toColumns, toFrozenRun, toPlannedBatch } from '../../fakes/frozen-run.ts';
import { collect } from '../../fakes/collect.ts';
import { firstPlanned, type Bench } from './bench.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

const REJECTED: RejectedRow = {
  line: 9,
  phone: '12',
  code: 'invalid-phone',
  reason: 'too short',
  cells: ['12'],
};
const MEMBERS = { phones: phones(2) };

/** A draft with two recipients in batch 1 and a rejected row. */
async function draftOf(ledger: Ledger): Promise<number> {
  const draft = await ledger.beginDraft('spring', T0);
  await ledger.addRecipients(draft, toColumns(MEMBERS), { batch: [1, 1], position: [1, 2] });
  await ledger.addRejectedRows(draft, [REJECTED]);
  return draft;
}

export function describePlans({ open, home }: Bench): void {
  describe('a draft', () => {
    it('is seen by nobody: no run has its name, none is listed, nothing of it can be offered', async () => {
      const ledger = await open();
      const draft = await draftOf(ledger);
      expect(await ledger.listRuns()).toEqual([]);
      expect(await ledger.findRun('spring-0123456789')).toBeNull();
      expect(await firstPlanned(ledger, draft, 3)).toBeNull();
      const source = {
        campaign: 'spring',
        world: 'loopback',
        sourceSha256: 'a',
        settingsSha256: 'b',
      } as const;
      expect(await ledger.findRunBySource(source)).toBeNull();
    });

    it('shows its rejected rows, for the file that explains a refusal', async () => {
      const ledger = await open();
      const draft = await draftOf(ledger);
      expect(await collect(ledger.rejectedRows(draft))).toEqual([REJECTED]);
      expect(await ledger.countRejectedRows(draft)).toEqual({ 'invalid-phone': 1 });
      expect(await ledger.widestRejectedRow(draft)).toBe(REJECTED.cells.length);
    });

    it('leaves nothing when it is thrown away', async () => {
      const ledger = await open();
      const draft = await draftOf(ledger);
      await ledger.discardDraft(draft);
      expect(await collect(ledger.rejectedRows(draft))).toEqual([]);
      const run = await freezeRun(ledger, { members: [MEMBERS] });
      expect((await batchRecipients(ledger, run.id, 1)).map((one) => one.phone)).toHaveLength(2);
    });

    it('leaves nothing when it is thrown away with writes under way', async () => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      const writes = [1, 2, 3].map((line) => ledger.addRejectedRows(draft, [{ ...REJECTED, line }]));
      await ledger.discardDraft(draft);
      await Promise.all(writes);
      expect(await collect(ledger.rejectedRows(draft))).toEqual([]);
    });

    it('of a process that was killed is wiped by the next one', async () => {
      const first = await home().open();
      const left = await draftOf(first);
      await first.close();
      const second = await home().open();
      await second.beginDraft('summer', T0);
      expect(await collect(second.rejectedRows(left))).toEqual([]);
      await second.close();
    });

    it('with a number twice never becomes a run', async () => {
      const ledger = await open();
      const draft = await draftOf(ledger);
      const again = { phones: [...phones(1, 7), ...phones(1)] };
      await ledger.addRecipients(draft, toColumns(again, 5), { batch: [2, 2], position: [1, 2] });
      const frozen = toFrozenRun({ members: [MEMBERS, again], rejected: [REJECTED] });
      const batches = [toPlannedBatch(MEMBERS, 0), toPlannedBatch(again, 1)];
      await expect(ledger.freeze(draft, frozen, batches)).rejects.toThrow(DefectError);
      expect(await ledger.listRuns()).toEqual([]);
      expect(await firstPlanned(ledger, draft, 3)).toBeNull();
    });
  });

  describe('freezing', () => {
    it('takes in everything that was given before, waited for or not', async () => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      const members = [MEMBERS, { phones: phones(2, 10) }];
      const writes = members.map((batch, index) =>
        ledger.addRecipients(draft, toColumns(batch, 2 * index + 2), {
          batch: [index + 1, index + 1],
          position: [1, 2],
        }),
      );
      writes.push(ledger.addRejectedRows(draft, [REJECTED]));
      const frozen = toFrozenRun({ members, rejected: [REJECTED] });
      const run = await ledger.freeze(draft, frozen, members.map(toPlannedBatch));
      await Promise.all(writes);
      expect(run).toMatchObject({ recipients: 4, rejectedRows: 1 });
    });

    it('makes the draft a run with all its batches planned, and journals it', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, {
        members: [MEMBERS, { phones: phones(3, 10) }],
        rejected: [REJECTED],
      });
      expect(run).toMatchObject({
        state: 'open',
        recipients: 5,
        rejectedRows: 1,
        rows: 6,
        batches: 2,
        segments: 5,
      });
      expect(await ledger.findRun(run.name)).toEqual(run);
      expect((await ledger.batchesIn(run.id, 'planned')).map((batch) => batch.recipients)).toEqual([2, 3]);
      expect((await ledger.journal(run.id)).map((entry) => entry.kind)).toEqual(['planned']);
    });

    it.each([
      ['more recipients than it holds', { recipients: 3, rows: 3 }, [2]],
      ['fewer recipients than it holds', { recipients: 1, rows: 1 }, [2]],
      ['rows that are in neither place', { rows: 9 }, [2]],
      ['a batch of another size', {}, [3]],
      ['a batch that nobody is in', {}, [2, 1]],
      ['recipients in no batch', {}, []],
    ])('refuses %s and leaves the draft a draft', async (_, counts, sizes) => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      await ledger.addRecipients(draft, toColumns(MEMBERS), { batch: [1, 1], position: [1, 2] });
      const frozen = { ...toFrozenRun({ members: [MEMBERS] }), ...counts };
      const batches = sizes.map((recipients, index) => ({
        ...toPlannedBatch(MEMBERS, index),
        recipients,
        segments: recipients,
      }));
      await expect(ledger.freeze(draft, frozen, batches)).rejects.toThrow(DefectError);
      expect(await ledger.listRuns()).toEqual([]);
      expect(await ledger.batchesIn(draft, 'planned')).toEqual([]);
    });

    it('refuses a batch whose positions have a hole', async () => {
      const ledger = await open();
      const draft = await ledger.beginDraft('spring', T0);
      await ledger.addRecipients(draft, toColumns(MEMBERS), { batch: [1, 1], position: [1, 3] });
      const freezing = ledger.freeze(draft, toFrozenRun({ members: [MEMBERS] }), [
        toPlannedBatch(MEMBERS, 0),
      ]);
      await expect(freezing).rejects.toThrow(DefectError);
    });

    it('allows one open run of a campaign in a world, and another world beside it', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [MEMBERS] });
      const second = { members: [MEMBERS], name: 'spring-1111111111' };
      await expect(freezeRun(ledger, second)).rejects.toThrow(DefectError);
      await freezeRun(ledger, { ...second, name: 'spring-2222222222', world: 'sandbox' });
      await ledger.finish(run.id, T0);
      await freezeRun(ledger, { ...second, name: 'spring-3333333333' });
      expect((await ledger.listRuns({ campaign: 'spring', state: 'open' })).map((one) => one.world)).toEqual([
        'sandbox',
        'loopback',
      ]);
    });

    it('allows a run name once', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [MEMBERS] });
      await ledger.finish(run.id, T0);
      await expect(freezeRun(ledger, { members: [MEMBERS] })).rejects.toThrow(DefectError);
    });

    it('is the end of adding: a frozen run takes no more recipients and no more rejected rows', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [MEMBERS] });
      const more = toColumns({ phones: phones(1, 50) }, 50);
      const adding = ledger.addRecipients(run.id, more, { batch: [1], position: [3] });
      await expect(adding).rejects.toThrow(DefectError);
      await expect(ledger.addRejectedRows(run.id, [REJECTED])).rejects.toThrow(DefectError);
      expect(await batchRecipients(ledger, run.id, 1)).toHaveLength(2);
    });

    it('survives discarding and a new draft: only drafts are wiped', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [MEMBERS], rejected: [REJECTED] });
      await ledger.discardDraft(run.id);
      await ledger.beginDraft('summer', T0);
      expect(await ledger.findRun(run.name)).toEqual(run);
      expect(await batchRecipients(ledger, run.id, 1)).toHaveLength(2);
      expect(await collect(ledger.rejectedRows(run.id))).toEqual([REJECTED]);
    });
  });
}
