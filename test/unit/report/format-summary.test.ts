import { describe, expect, it } from 'vitest';
import { formatSummary } from '../../../src/report/format-summary.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { fakeLedger, ledgerOf, message, nanos, rejection } from './fake-ledger.ts';

describe('the summary on the terminal', () => {
  it('tells rows, messages, errors, cost and controls', async () => {
    const { ledger, run } = fakeLedger(
      [
        {
          state: 'settled',
          recipients: [
            message('Delivered'),
            message('Delivered', { cost: nanos('0.0238') }),
            message('Sent', { cost: null }),
            message('DeliveryFailed', { errorCode: 'SMS-CAR-411' }),
            rejection('SMS-RC-410', null),
          ],
        },
      ],
      [{ line: 9, phone: '', code: 'missing-phone', reason: '', cells: [] }],
    );

    expect(formatSummary(await buildSummary(ledger, run)).split('\n')).toEqual([
      'spring-0123456789: finished',
      '  rows      6 = 5 recipients + 1 rejected (1 missing-phone)',
      '  accepted  4, 1 rejected by the provider',
      '  delivered 2 (50.0% of accepted)',
      '  others    0 queued, 1 sent, 1 failed, 0 unknown',
      '  error     1 × SMS-CAR-411, number invalid or not textable',
      '  error     1 × SMS-RC-410, destination not supported',
      '  cost      0.0476 USD (estimated 0.0595), 1 without a price yet',
      '  API calls 1: 1 POST /a2p-sms/batches',
      '  controls  all 5 hold',
      '',
    ]);
  });

  it('stays within thirteen lines on the worst night, and says what is broken', async () => {
    const codes = ['SMS-RC-430', 'SMS-UP-430', 'SMS-CAR-430', 'SMS-CAR-431', 'SMS-CAR-500'];
    const { ledger, run } = fakeLedger(
      [
        { state: 'settled', recipients: codes.map((errorCode) => message('SendingFailed', { errorCode })) },
        { state: 'in_doubt', recipients: [{}] },
        { state: 'planned', recipients: [{}] },
      ],
      [],
      { state: 'open', world: 'sandbox', rows: 1_234_567 },
    );

    const text = formatSummary(await buildSummary(ledger, run));

    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(13);
    expect(text).toContain('in-doubt (sandbox: nothing was really sent)');
    expect(text).toContain('open      1 in doubt, 1 not sent');
    expect(text).toContain('BROKEN: rows: expected 1234567, found 7');
  });

  it('names the endpoints that were called most, and nothing where nobody counted', async () => {
    const { ledger, run } = fakeLedger([{ state: 'settled', recipients: [message('Delivered')] }]);
    const summary = await buildSummary(ledger, run);
    const apiCalls = { 'GET /a': 2, 'GET /b': 1200, 'GET /c': 3, 'POST /d': 5 };
    const told = '  API calls 1,210: 1,200 GET /b, 5 POST /d, 3 GET /c, …';
    expect(formatSummary({ ...summary, apiCalls }).split('\n')).toContain(told);
    expect(formatSummary({ ...summary, apiCalls: null })).not.toContain('API calls');
  });

  it('says why people were left out', async () => {
    const recipients = [{ withheld: 'opted-out' }, { withheld: 'contacted-recently' }, {}] as const;
    const { ledger, run } = fakeLedger([{ state: 'planned', recipients }]);
    expect(formatSummary(await buildSummary(ledger, run))).toContain(
      'open      0 in doubt, 3 not sent (1 opted out, 1 texted by another run meanwhile)',
    );
  });

  it('never rounds up to all delivered', async () => {
    const recipients = Array.from({ length: 3000 }, (_, index) =>
      message(index === 0 ? 'Sent' : 'Delivered'),
    );
    const { ledger, run } = fakeLedger([{ state: 'settled', recipients }]);
    expect(formatSummary(await buildSummary(ledger, run))).toContain('2,999 (99.9% of accepted)');
  });

  it('shows a run without recipients', async () => {
    const { run } = fakeLedger([]);
    expect(formatSummary(await buildSummary(ledgerOf(run, [], []), run))).toContain('delivered 0\n');
  });
});
