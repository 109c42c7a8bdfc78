import type { Run } from '../../../../src/core/run.ts';
import { buildPage } from '../../../../src/report/html/page.ts';
import { addToTimeline, newTimeline } from '../../../../src/report/html/timeline.ts';
import { findStanding, readBatches } from '../../../../src/report/read-count.ts';
import { buildSummary } from '../../../../src/report/summary.ts';
import type { RunSummary } from '../../../../src/report/summary.ts';
import { fakeLedger, message, nanos, rejection, T0 } from '../fake-ledger.ts';
import type { FakeBatch, FakeLedger } from '../fake-ledger.ts';

/** What a page that trusted its input would run. */
export const NASTY = '<script>alert("x")</script><img src=x onerror=alert(1)>\'"&';

/** A run whose every text from outside is nasty. */
export function aNastyLedger(): FakeLedger {
  const names = { campaign: NASTY, name: `${NASTY}-0123456789`, header: [NASTY], senders: [NASTY] };
  return aLedger(
    { ...names, retryOf: NASTY, file: NASTY },
    {
      ...{ from: NASTY, batchId: NASTY },
      recipients: [message('DeliveryFailed', { errorCode: NASTY }), message(NASTY)],
    },
  );
}

/** The page of a run, with the figures that it was made of. */
export async function makePage({ ledger, run }: FakeLedger): Promise<{
  readonly text: string;
  readonly summary: RunSummary;
}> {
  const summary = await buildSummary(ledger, run);
  const batches = await readBatches(ledger, run);
  const timeline = newTimeline();
  for await (const record of ledger.recipientRecords(run.id)) {
    addToTimeline(timeline, record, findStanding(record, batches));
  }
  return { text: await buildPage(summary, timeline), summary };
}

const REJECTED = ['missing-phone', 'duplicate', 'duplicate'].map((code, index) => ({
  ...{
    line: 100 + index,
    phone: '+14155551999',
    reason: `<script>${code}`,
    cells: ['<script>', '+14155551999'],
  },
  code: code as 'duplicate',
}));

/** A run with every kind of outcome, and rejected rows. */
export function aLedger(overrides: Partial<Run> = {}, more?: Partial<FakeBatch>): FakeLedger {
  const at = (seconds: number): { readonly updatedAt: number } => ({ updatedAt: T0 + seconds * 1000 });
  return fakeLedger(
    [
      {
        state: 'settled',
        recipients: [
          ...[message('Delivered', at(1)), message('Delivered', at(70)), message('Sent', { cost: null })],
          ...[
            message('DeliveryFailed', { errorCode: 'SMS-CAR-411', ...at(3) }),
            rejection('SMS-RC-410', 'no'),
          ],
        ],
        providerCost: nanos('0.05'),
      },
      { state: 'settled', recipients: [message('Delivered', at(4000)), message('Unheard')] },
      { state: 'in_doubt', recipients: [{}] },
      { state: 'planned', recipients: [{}] },
      ...(more === undefined ? [] : [{ state: 'settled' as const, recipients: [], ...more }]),
    ],
    REJECTED,
    overrides,
  );
}
