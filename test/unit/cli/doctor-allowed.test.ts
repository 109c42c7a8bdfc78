import { describe, expect, it } from 'vitest';
import { judgeOptOuts } from '../../../src/cli/doctor/judge/opt-outs.ts';
import { judgeRate, type RateFacts } from '../../../src/cli/doctor/judge/rate.ts';
import { judgeRegistration } from '../../../src/cli/doctor/judge/registration.ts';
import type { Reached } from '../../../src/cli/doctor/judge/token.ts';
import { ProviderError } from '../../../src/core/error.ts';
import type { SenderNumber, SenderRegistration } from '../../../src/core/provider.ts';
import { openOffice } from './doctor-office.ts';

const LONG_CODE: SenderNumber = {
  ...{ id: '1', phone: '+16505550100', isA2p: true, isTollFree: false },
  ...{ status: 'Normal', label: null, features: ['A2PSmsSender'] },
};
const TOLL_FREE: SenderNumber = { ...LONG_CODE, id: '2', phone: '+18885550100', isTollFree: true };
const CONFIRMED: SenderRegistration = {
  ...{ campaignId: 'C1', campaignStatus: 'Confirmed', tier: 'LowVolume', brandStatus: 'Confirmed' },
  useCases: [],
};

function register(registration: SenderRegistration, problems: readonly string[] = []) {
  return { known: new Map([[LONG_CODE.phone, registration]]), problems };
}

describe('doctor, on the registration', () => {
  it('tells how each number is registered, and its tier', () => {
    expect(judgeRegistration([LONG_CODE, TOLL_FREE], register(CONFIRMED))).toEqual({
      result: 'ok',
      seen: '+16505550100: Confirmed, LowVolume; +18885550100: toll-free, verified rather than registered',
    });
  });

  it('warns of one that is suspended, of one that is linked to nothing, and of what can not be read', () => {
    const suspended = register({ ...CONFIRMED, campaignStatus: 'CampaignSuspended' }, ['no permission']);
    expect(judgeRegistration([LONG_CODE], suspended)).toMatchObject({
      result: 'warning',
      seen: expect.stringMatching(/^no permission; .*\+16505550100 is CampaignSuspended/) as string,
    });
    const unlinked = register({ ...CONFIRMED, campaignId: null, campaignStatus: null, tier: null });
    expect(judgeRegistration([LONG_CODE], unlinked)).toMatchObject({
      result: 'warning',
      seen: '+16505550100 is linked to no registered campaign: carriers may refuse its messages',
    });
  });
});

describe('doctor, on the rate limit', () => {
  const facts: RateFacts = { limit: 50, windowMs: 60_000, used: 7, silentUntil: null };

  it('tells the allowance that the headers told, and what is left of it', () => {
    expect(judgeRate(null, facts)).toEqual({
      result: 'ok',
      seen: '50 calls in 60 s, as the last answer said; 43 left now',
    });
    expect(judgeRate(null, null).result).toBe('ok');
  });

  it('warns of a penalty with its end, also of one that it has waited for', () => {
    const end = Date.UTC(2026, 4, 4, 15, 12);
    for (const [before, after] of [
      [{ ...facts, silentUntil: end }, facts],
      [facts, { ...facts, silentUntil: end }],
    ] as const) {
      expect(judgeRate(before, after)).toMatchObject({
        result: 'warning',
        seen: expect.stringContaining('until 2026-05-04T15:12:00.000Z') as string,
      });
    }
  });

  it('reads them where the calls of the look have left them', async () => {
    const office = openOffice();
    await office.openSandbox({ rateLimit: 500 });
    expect((await office.examine()).of('rate limit').seen).toMatch(/^500 calls in 60 s, .*; 49\d left now$/);
  });
});

describe('doctor, on the opt-outs', () => {
  const reached: Reached = {
    ...{ skewMs: 0, identity: null, isCached: false, numbers: [], registrations: null, error: null },
    optOuts: { records: 3, isWhole: false },
  };

  it('fails as a campaign would when they can not be read', () => {
    const detail = { failure: 'forbidden', call: 'GET opt-outs' } as const;
    const optOuts = { error: new ProviderError('GET opt-outs: 403', detail) };
    expect(judgeOptOuts({ ...reached, optOuts }, null)).toMatchObject({
      result: 'failed',
      exit: 7,
      seen: 'the opt-outs can not be read, and without them no campaign goes on: GET opt-outs: 403',
    });
  });

  it('tells how many there are, there and here, and warns where none was taken over', () => {
    const readAt = Date.UTC(2026, 4, 4, 15, 12);
    expect(judgeOptOuts(reached, null).seen).toContain('RingCentral has 3 and more, by the older API (v1)');
    expect(judgeOptOuts(reached, { entries: 3, readAt }).seen).toContain(
      '3 here, taken over 2026-05-04 15:12Z',
    );
    expect(judgeOptOuts(reached, { entries: 0, readAt })).toMatchObject({ remedy: 'campaign opt-outs pull' });
  });

  it('hears from the provider which API the permissions allow', async () => {
    const office = openOffice();
    await office.openSandbox({ permissions: ['A2PSMS', 'ReadAccounts', 'SMS'] });
    const found = await office.examine();
    expect({ code: found.code, ...found.of('opt-outs') }).toMatchObject({ code: 0, result: 'ok' });
    expect(found.of('opt-outs').seen).toMatch(/^RingCentral has 0, by the consents API \(v2\)/);
  });
});
