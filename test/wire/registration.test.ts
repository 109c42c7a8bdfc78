import { describe, expect, it } from 'vitest';
import type { SenderRegistration } from '../../src/core/provider.ts';
import { playApi } from './api.ts';
import { openProvider } from './open-provider.ts';

async function read(body: object): Promise<SenderRegistration> {
  playApi({ body });
  return openProvider().provider.readRegistration('1');
}

const NOTHING = { campaignId: null, campaignStatus: null, tier: null, brandStatus: null, useCases: [] };

describe("a number's registration", () => {
  it('is its campaign and its brand', async () => {
    const smsCampaignInfo = {
      id: 'C0DE',
      status: 'Confirmed',
      registrationTier: 'LowVolume',
      useCases: ['MARKETING', 'CUSTOMER_CARE'],
      consentSettings: { optInRequired: true },
    };
    expect(await read({ smsCampaignInfo, smsBrandInfo: { id: 'B1', status: 'Confirmed' } })).toEqual({
      campaignId: 'C0DE',
      campaignStatus: 'Confirmed',
      tier: 'LowVolume',
      brandStatus: 'Confirmed',
      useCases: ['MARKETING', 'CUSTOMER_CARE'],
    });
  });

  it('is all null for a number that is linked to none', async () => {
    expect(await read({ phoneNumberId: '1', phoneNumber: '+18005550100' })).toEqual(NOTHING);
  });

  it('keeps words that nobody knows yet, and does not mind fields of another type', async () => {
    const smsCampaignInfo = { id: 77, status: 'OnHold', registrationTier: ['x'], useCases: 'none' };
    expect(await read({ smsCampaignInfo, smsBrandInfo: 'odd' })).toEqual({
      ...NOTHING,
      campaignId: '77',
      campaignStatus: 'OnHold',
    });
  });

  it('that may not be read is forbidden', async () => {
    playApi({
      status: 403,
      body: { errorCode: 'CMN-401', message: 'needs [ReadAccounts]', permissionName: 'ReadAccounts' },
    });
    await expect(openProvider().provider.readRegistration('1')).rejects.toMatchObject({
      detail: { failure: 'forbidden', call: 'GET /extension/~/phone-number/1/sms-configuration' },
    });
  });
});
