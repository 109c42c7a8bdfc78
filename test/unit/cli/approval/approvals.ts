import type { Approval, ApprovedOption } from '../../../../src/cli/approval/approval.ts';
import type { PlanFigures } from '../../../../src/cli/plan-figures.ts';

export const SENDER = '+16505550100';

/** An option that nobody gave, or that one source gave. */
export function option(value: string, source = 'default'): ApprovedOption {
  return { value, source, raw: source === 'default' ? null : value };
}

/** An approval of three recipients, changed where a test says so. */
export function approval(changes: Partial<Approval> = {}): Approval {
  return {
    createdAt: '2026-03-02T15:00:00.000Z',
    world: 'sandbox',
    file: { path: 'campaigns/spring.csv', sha256: 'f'.repeat(64) },
    options: {
      from: option(SENDER, 'campaigns/spring.yaml:1 from'),
      price: option('0.0119'),
      window: option('none'),
      trackFor: option('5m', '--track-for'),
    },
    texts: { template: { text: 'Hi', sha256: 'a'.repeat(64), source: '--text' }, file: null },
    excluded: { files: [], runs: [] },
    run: 'spring-0123456789',
    recipients: 3,
    estimate: '0.0357',
    portions: [{ from: SENDER, window: '', price: '0.0119', recipients: 3, segments: 3 }],
    heldBack: '5,9-12',
    ...changes,
  };
}

export const FIGURES: PlanFigures = {
  schema: 'campaign-plan/1',
  run: 'spring-0123456789',
  campaign: 'spring',
  from: [SENDER],
  rows: 8,
  recipients: 3,
  rejectedRows: { 'opted-out': 5 },
  badNumbers: 0,
  segments: 3,
  encoding: { ucs2Rows: 0, signs: [], savedBySmartPunctuation: 0, rowsSavedBySmartPunctuation: 0 },
  batches: 1,
  cost: { currency: 'USD', prices: ['0.0119'], rules: [], estimated: '0.0357' },
  windows: [{ window: '', recipients: 3 }],
  drainSeconds: 3,
  finishesAt: '2026-03-02T15:00:03.000Z',
  optOutsReadAt: null,
};
