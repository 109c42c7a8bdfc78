import { describe, expect, it } from 'vitest';
import { compareOutcome, readOutcome } from '../../../../src/cli/approval/outcome.ts';
import { formatProblem } from '../../../../src/core/error.ts';
import type { PlannedBatch } from '../../../../src/core/ledger.ts';
import type { RejectCode, RejectedRow } from '../../../../src/core/recipient.ts';
import { approval, SENDER } from './approvals.ts';

const HELD: readonly (readonly [number, RejectCode])[] = [
  [5, 'excluded'],
  [9, 'opted-out'],
  [10, 'opted-out'],
  [11, 'opted-out'],
  [12, 'opted-out'],
];
const PLAN = approval();

function ledgerOf(rows: readonly (readonly [number, RejectCode])[]) {
  return {
    async *rejectedRows(): AsyncGenerator<RejectedRow> {
      for (const [line, code] of rows) {
        yield await Promise.resolve({ line, code, phone: '', reason: '', cells: [] });
      }
    },
  };
}

function batch(changes: Partial<PlannedBatch> = {}): PlannedBatch {
  return { number: 1, from: SENDER, window: '', price: 11_900_000n, recipients: 3, segments: 3, ...changes };
}

function draftOf(batches: readonly PlannedBatch[], name = PLAN.run) {
  const recipients = batches.reduce((sum, each) => sum + each.recipients, 0);
  const estimate = batches.reduce((sum, each) => sum + each.price * BigInt(each.segments), 0n);
  return { id: 1, name, recipients, estimate, batches };
}

async function compare(
  batches: readonly PlannedBatch[],
  held: readonly (readonly [number, RejectCode])[] = HELD,
  name?: string,
) {
  const { differences, optedOut } = await compareOutcome(
    PLAN,
    ledgerOf(held),
    draftOf(batches, name),
    'a.csv',
  );
  return { lines: differences.map(formatProblem), optedOut };
}

describe('a plan that came out as it was approved', () => {
  it('is what it was when it was read, however its batches are cut', async () => {
    const cut = [batch({ recipients: 1, segments: 1 }), batch({ number: 2, recipients: 2, segments: 2 })];
    expect(PLAN).toMatchObject(await readOutcome(ledgerOf(HELD), draftOf(cut)));
    expect(await compare(cut)).toEqual({ lines: [], optedOut: 0 });
  });

  it('may have lost who opted out since', async () => {
    const held = [...HELD, [20, 'opted-out'] as const];
    expect(await compare([batch({ recipients: 2, segments: 2 })], held)).toEqual({ lines: [], optedOut: 1 });
  });
});

describe('a plan that came out otherwise', () => {
  it('is told by the name of its run', async () => {
    const { lines } = await compare([batch()], HELD, 'spring-9999999999');
    expect(lines).toEqual(['run: the plan has spring-0123456789, now it is spring-9999999999.']);
  });

  it('is told by each row that would be texted after all, and by what that comes to', async () => {
    const { lines } = await compare([batch({ recipients: 4, segments: 4 })], HELD.slice(1));
    expect(lines).toEqual([
      'a.csv:5: the plan leaves this row out, now it would be texted.',
      'recipients: the plan has 3, now it is 4.',
      'cost: the plan has 0.0357, now it is 0.0476.',
    ]);
  });

  it('is told where one came back and another opted out, though there are as many', async () => {
    const held = [...HELD.slice(1), [20, 'opted-out'] as const];
    expect((await compare([batch()], held)).lines).toContain(
      'a.csv:5: the plan leaves this row out, now it would be texted.',
    );
  });

  it('is told by each row that is held back for another reason than an opt-out', async () => {
    const held = [...HELD, [20, 'contacted-recently'] as const];
    expect((await compare([batch({ recipients: 2, segments: 2 })], held)).lines).toEqual([
      'a.csv:20: the plan texts this row, now it is contacted-recently.',
      'recipients: the plan has 3, now it is 2.',
      'cost: the plan has 0.0357, now it is 0.0238.',
    ]);
  });

  it('is told by its first ten rows and the number of the others', async () => {
    const held = Array.from({ length: 14 }, (_, index) => [20 + index, 'contacted-recently'] as const);
    const { lines } = await compare([batch()], [...HELD, ...held]);
    expect(lines.filter((line) => line.startsWith('a.csv:'))).toHaveLength(11);
    expect(lines).toContain('a.csv: 4 more rows differ like that.');
  });

  it('is told by price, sender and hours, also where nobody differs', async () => {
    const window = 'America/Chicago 09:00-20:00';
    expect((await compare([batch({ price: 12_000_000n })])).lines).toContain(
      `from ${SENDER}, at any time, at 0.012 a segment: the plan has 0 recipients with 0 segments, now it is 3 recipients with 3 segments.`,
    );
    expect((await compare([batch({ window })])).lines).toContain(
      `from ${SENDER}, ${window}, at 0.0119 a segment: the plan has 0 recipients with 0 segments, now it is 3 recipients with 3 segments.`,
    );
  });

  it('is told by what is less than approved, where nobody opted out', async () => {
    expect((await compare([batch({ segments: 2 })])).lines).toContain(
      `from ${SENDER}, at any time, at 0.0119 a segment: the plan has 3 recipients with 3 segments, now it is 3 recipients with 2 segments.`,
    );
  });

  it('may not cost more because somebody opted out', async () => {
    const held = [...HELD, [20, 'opted-out'] as const];
    const { lines } = await compare([batch({ recipients: 2, segments: 4 })], held);
    expect(lines).toEqual([
      `from ${SENDER}, at any time, at 0.0119 a segment: the plan has 3 recipients with 3 segments, now it is 2 recipients with 4 segments.`,
      'cost: the plan has 0.0357, now it is 0.0476.',
    ]);
  });
});
