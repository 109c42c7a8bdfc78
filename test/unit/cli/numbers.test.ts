import { describe, expect, it } from 'vitest';
import { openOffice } from './doctor-office.ts';

/** The table's rows, cell by cell, without the columns that these tests are not about. */
function readRows(stdout: string): string[][] {
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => line.split(/ {2,}/).slice(0, 6));
}

describe('campaign numbers', () => {
  it('tells type, rate, tier and registration of each number, those first that may send', async () => {
    const office = openOffice();
    await office.openSandbox({
      rateLimit: 6000,
      senders: ['+12125550123:low-volume', '+12125550124:pending', '+12125550125:unregistered'],
    });
    const { code, stdout, stderr } = await office.run(['numbers']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readRows(stdout)).toEqual([
      ['NUMBER', 'A2P', 'TYPE', 'RATE', 'TIER', 'REGISTRATION'],
      ['+16505550100', 'yes', 'long code', '60/min', 'StandardVolume', 'Confirmed'],
      ['+18885550100', 'yes', 'toll-free', '180/min', '-', '-'],
      ['+12125550123', 'yes', 'long code', '60/min', 'LowVolume', 'Confirmed'],
      ['+12125550124', 'yes', 'long code', '60/min', 'LowVolume', 'Submitted (not confirmed)'],
      ['+12125550125', 'yes', 'long code', '60/min', '-', 'none'],
      ['+16505550111', 'no', 'long code', '-', '-', '-'],
    ]);
  });

  it('has them in its JSON, null where a number is linked to no campaign', async () => {
    const office = openOffice();
    await office.openSandbox({ rateLimit: 6000, senders: ['+12125550124:pending'] });
    const { stdout } = await office.run(['numbers', '--json']);
    const { numbers } = JSON.parse(stdout) as { readonly numbers: readonly object[] };
    const none = { tier: null, campaignId: null, campaignStatus: null, brandStatus: null };
    expect(numbers).toMatchObject([
      {
        number: '+16505550100',
        registrationKnown: true,
        tier: 'StandardVolume',
        campaignId: 'CSANDBX',
        campaignStatus: 'Confirmed',
        brandStatus: 'Confirmed',
      },
      { number: '+18885550100', registrationKnown: true, ...none },
      { number: '+12125550124', registrationKnown: true, campaignStatus: 'Submitted' },
      { number: '+16505550111', registrationKnown: false, ...none },
    ]);
  });

  it('is not stopped by registrations that may not be read: they are unknown, with a warning', async () => {
    const office = openOffice();
    await office.openSandbox({ faults: ['GET /*/sms-configuration: status 403'] });
    const { code, stdout, stderr } = await office.run(['numbers']);
    expect(code).toBe(0);
    expect(readRows(stdout).map((row) => row.slice(4))).toEqual([
      ['TIER', 'REGISTRATION'],
      ['?', '?'],
      ['?', '?'],
      ['-', '-'],
    ]);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^warning: registrations can not be read: GET .*sms-configuration.* 403 CMN-401/),
    ]);
  });
});
