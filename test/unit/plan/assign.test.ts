import { describe, expect, it } from 'vitest';
import type { Country, RecipientColumns } from '../../../src/core/recipient.ts';
import { assignBatches, type Assigner, type AssignRules } from '../../../src/plan/assign.ts';
import { phones, toColumns } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';

const THIRD = '+16505550103';
const everywhere = (): boolean => true;

function columnsOf(numbers: readonly number[], country: Country = 'US'): RecipientColumns {
  return { ...toColumns({ phones: numbers }), country: numbers.map(() => country) };
}

function rules(more: Partial<AssignRules> = {}): AssignRules {
  return {
    batchSize: 1000,
    reaches: everywhere,
    windowOf: () => '',
    priceOf: () => 11_900_000n,
    mostOf: () => Infinity,
    ...more,
  };
}

/** Places a chunk whose recipients were never texted before. */
function place(assigner: Assigner, columns: RecipientColumns, unitsOf: (index: number) => number) {
  const senders = columns.phone.map((phone, index) =>
    assigner.senderFor(phone, columns.country[index] ?? 'US', null),
  );
  return assigner.place(columns, senders, unitsOf);
}

describe('assigning recipients to batches', () => {
  it('fills batches to their size, in the order of the file', () => {
    const assigner = assignBatches([SENDER], rules({ batchSize: 2 }));
    const placement = place(assigner, columnsOf(phones(5)), () => 10);
    expect(placement).toEqual({ batch: [1, 1, 2, 2, 3], position: [1, 2, 1, 2, 1] });
    expect(assigner.batches().map((batch) => batch.recipients)).toEqual([2, 2, 1]);
  });

  it('does not care how the file was cut into chunks', () => {
    const whole = assignBatches([SENDER, OTHER_SENDER], rules({ batchSize: 3 }));
    const chunked = assignBatches([SENDER, OTHER_SENDER], rules({ batchSize: 3 }));
    const atOnce = place(whole, columnsOf(phones(11)), () => 10);
    const parts = [phones(4), phones(1, 5), phones(6, 6)].map((part) =>
      place(chunked, columnsOf(part), () => 10),
    );
    expect(parts.flatMap((part) => part.batch)).toEqual(atOnce.batch);
    expect(parts.flatMap((part) => part.position)).toEqual(atOnce.position);
    expect(chunked.batches()).toEqual(whole.batches());
  });

  it('keeps a body under its limit, counting three bytes for a UTF-16 unit', () => {
    const assigner = assignBatches([SENDER], rules({ batchSize: 100, bodyLimitBytes: 2 * (48 + 30) }));
    const placement = place(assigner, columnsOf(phones(3)), () => 10);
    expect(placement.batch).toEqual([1, 1, 2]);
  });

  it('still sends a text that is alone too long for the limit', () => {
    const assigner = assignBatches([SENDER], rules({ batchSize: 100, bodyLimitBytes: 10 }));
    expect(place(assigner, columnsOf(phones(2)), () => 1000).batch).toEqual([1, 2]);
  });

  it('never makes a body of more than 50 MB, with texts of three bytes a unit', () => {
    const assigner = assignBatches([SENDER], rules({ batchSize: 1_000_000 }));
    place(assigner, columnsOf(phones(40_000)), () => 1000);
    const [first] = assigner.batches();
    expect((first?.recipients ?? 0) * (48 + 3000)).toBeLessThan(50_000_000);
  });

  it('gives a recipient always the same sender of the same pool, wherever it stands in the file', () => {
    const senderOf = (numbers: readonly number[]): Map<number, string> => {
      const assigner = assignBatches([SENDER, OTHER_SENDER, THIRD], rules({ batchSize: 2 }));
      const { batch } = place(assigner, columnsOf(numbers), () => 10);
      const froms = assigner.batches().map((one) => one.from);
      return new Map(numbers.map((number, index) => [number, froms[(batch[index] ?? 0) - 1] ?? '']));
    };
    const forwards = senderOf(phones(30));
    const backwards = senderOf([...phones(30)].reverse());
    expect(new Set(forwards.values()).size).toBe(3);
    expect([...backwards.entries()].sort()).toEqual([...forwards.entries()].sort());
  });

  it('gives a recipient a sender that reaches its country', () => {
    const reaches = (from: string, country: Country): boolean => country === 'US' || from === OTHER_SENDER;
    const assigner = assignBatches([SENDER, OTHER_SENDER], rules({ reaches, batchSize: 100 }));
    place(assigner, columnsOf(phones(20), 'CA'), () => 10);
    expect(assigner.batches().map((batch) => batch.from)).toEqual([OTHER_SENDER]);
  });

  it('sums the segments of a batch', () => {
    const assigner = assignBatches([SENDER], rules({ batchSize: 2 }));
    place(assigner, { ...columnsOf(phones(3)), segments: [1, 2, 4] }, () => 10);
    expect(assigner.batches().map((batch) => batch.segments)).toEqual([3, 4]);
  });
});
