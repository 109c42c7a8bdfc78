import { describe, expect, it } from 'vitest';
import { hashPlan, toCanonicalJson } from '../../../../src/cli/approval/plan-hash.ts';
import { approval, FIGURES } from './approvals.ts';

const PLAN: Readonly<Record<string, unknown>> = { ...FIGURES, approval: approval() };

describe('canonical JSON', () => {
  it('has sorted keys at every depth and no spaces, and keeps the order of lists', () => {
    expect(toCanonicalJson({ b: [{ z: 1, a: null }, 'x'], a: { d: true, c: '"' } })).toBe(
      '{"a":{"c":"\\"","d":true},"b":[{"a":null,"z":1},"x"]}',
    );
  });
});

describe('the hash of a plan', () => {
  it('is the same for the same plan, however it is written', () => {
    const reversed = Object.fromEntries(Object.entries(PLAN).reverse());
    const spaced = JSON.parse(JSON.stringify(reversed, null, 7)) as Record<string, unknown>;
    expect(hashPlan(spaced)).toBe(hashPlan(PLAN));
    expect(hashPlan(PLAN)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not change with the hour in which the plan is made', () => {
    const later = {
      ...PLAN,
      approval: approval({ createdAt: '2027-01-01T00:00:00.000Z' }),
      finishesAt: null,
      optOutsReadAt: '2027-01-01T00:00:00.000Z',
      hash: 'of before',
    };
    expect(hashPlan(later)).toBe(hashPlan(PLAN));
  });

  it.each(Object.keys(approval()).filter((name) => name !== 'createdAt'))(
    'changes with %s of the approval',
    (name) => {
      expect(hashPlan({ ...PLAN, approval: { ...approval(), [name]: 'other' } })).not.toBe(hashPlan(PLAN));
    },
  );

  it.each(['run', 'recipients', 'rows', 'segments', 'cost', 'windows', 'schema'])(
    'changes with %s, which the approver reads',
    (name) => {
      expect(hashPlan({ ...PLAN, [name]: 'other' })).not.toBe(hashPlan(PLAN));
    },
  );
});
