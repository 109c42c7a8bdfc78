import { describe, expect, it } from 'vitest';
import { formatEnd, type StartEnd } from '../../../src/cli/end-text.ts';
import { EXIT } from '../../../src/core/exit-code.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { fakeLedger, message, nanos, rejection, T0, type FakeBatch } from '../report/fake-ledger.ts';

async function anEnd(batches: readonly FakeBatch[], more: Partial<StartEnd> = {}): Promise<string[]> {
  const { ledger, run } = fakeLedger(batches, [], { startedAt: T0, finishedAt: T0 + 90_000 });
  const end = { run, code: EXIT.ok, cwd: '/home/me', directory: '/home/me/reports/a', files: [] };
  return formatEnd({ ...end, summary: await buildSummary(ledger, run), ...more }).split('\n');
}

const FINISHED: FakeBatch = {
  state: 'settled',
  recipients: [
    message('Delivered'),
    message('Delivered', { cost: nanos('0.0238') }),
    message('Sent', { cost: null }),
    message('DeliveryFailed', { errorCode: 'SMS-CAR-411' }),
    rejection('SMS-RC-410', null),
  ],
};

describe('the end of a start', () => {
  it('is read in five seconds', async () => {
    expect(await anEnd([FINISHED], { files: ['summary.json', 'report.html'] })).toEqual([
      'spring-0123456789: finished in 90 s',
      '  delivered 2 of 5 recipients (40.0%), 1 sent without a receipt',
      '  not       1 failed, 1 rejected by the provider',
      '  mostly    1 × SMS-CAR-411, number invalid or not textable',
      '  cost      0.0476 USD, 0.0119 under the estimate, 1 without a price yet',
      '  API calls 1: 1 POST /a2p-sms/batches',
      '  report    reports/a/report.html',
      '  next      nothing to do',
    ]);
  });

  it('tells those left out before their offer apart from those who may still be sent', async () => {
    const recipients = [
      message('Delivered'),
      { withheld: 'contacted-recently' },
      { withheld: 'opted-out' },
    ] as const;
    const lines = await anEnd([
      { state: 'settled', recipients },
      { state: 'planned', recipients: [{}] },
    ]);
    expect(lines).toContain('  not       1 opted out meanwhile, 1 texted by another run meanwhile');
    expect(lines).toContain('  open      1 not sent');
  });

  it('names the directory where there is no page, and all of it where it is elsewhere', async () => {
    expect(await anEnd([FINISHED])).toContain('  report    reports/a');
    expect(await anEnd([FINISHED], { cwd: '/srv' })).toContain('  report    /home/me/reports/a');
  });

  it('says what its exit code means, and what to do', async () => {
    expect(await anEnd([FINISHED], { code: EXIT.belowMinimum })).toContain(
      '  next      look at the report (exit code 3: finished, but below --min-delivered)',
    );
  });

  it('names the command that tries failures again which may be', async () => {
    const busy = { ...FINISHED, recipients: [message('SendingFailed', { errorCode: 'SMS-UP-500' })] };
    const lines = await anEnd([busy]);
    expect(lines.at(-1)).toBe(
      '  next      nothing to do; some failures may be tried again: campaign retry spring-0123456789',
    );
  });

  it('never rounds up to all of them', async () => {
    const recipients = Array.from({ length: 3000 }, (_, index) =>
      message(index === 0 ? 'Sent' : 'Delivered'),
    );
    expect((await anEnd([{ state: 'settled', recipients }]))[1]).toContain(
      '2,999 of 3,000 recipients (99.9%)',
    );
  });
});
