import { describe, expect, it } from 'vitest';
import { formatRegistration, formatTier, readRegistrations } from '../../../src/cli/registrations.ts';
import { ProviderError, type ProviderFailure } from '../../../src/core/error.ts';
import type { SenderNumber, SenderRegistration } from '../../../src/core/provider.ts';

const CONFIRMED: SenderRegistration = {
  campaignId: 'C1',
  campaignStatus: 'Confirmed',
  tier: 'LowVolume',
  brandStatus: 'Confirmed',
  useCases: [],
};
const NONE = { campaignId: null, campaignStatus: null, tier: null, brandStatus: null, useCases: [] };

function aNumber(n: number, more: Partial<SenderNumber> = {}): SenderNumber {
  const phone = `+1650555010${n}`;
  const rest = { isA2p: true, isTollFree: false, status: 'Normal', label: null, features: [] };
  return { id: String(n), phone, ...rest, ...more };
}

/** Reads the registrations of numbers of which some fail as told; also gives whom the provider was asked about. */
async function read(numbers: readonly SenderNumber[], failures: Readonly<Record<string, ProviderFailure>>) {
  const asked: string[] = [];
  const { known, problems } = await readRegistrations(
    {
      readRegistration: (id) => {
        asked.push(id);
        const failure = failures[id];
        if (failure === undefined) return Promise.resolve(CONFIRMED);
        return Promise.reject(new ProviderError(`call ${id} failed`, { failure, call: 'GET' }));
      },
    },
    numbers,
  );
  return { asked, known: [...known.keys()], problems };
}

describe('reading registrations', () => {
  it('asks about numbers that may send, and about no other', async () => {
    const numbers = [aNumber(1), aNumber(2, { isA2p: false }), aNumber(3)];
    expect(await read(numbers, {})).toEqual({
      asked: ['1', '3'],
      known: ['+16505550101', '+16505550103'],
      problems: [],
    });
  });

  it.each<ProviderFailure>(['refused', 'unreadable'])(
    'goes on to the next number where one is %s',
    async (failure) => {
      expect(await read([aNumber(1), aNumber(2)], { 1: failure })).toEqual({
        asked: ['1', '2'],
        known: ['+16505550102'],
        problems: ['the registration of +16505550101 can not be read: call 1 failed'],
      });
    },
  );

  it.each<ProviderFailure>(['forbidden', 'unauthorized', 'unreachable', 'rate-limited'])(
    'ends, with one word about it, where a call is %s: the others would be as well',
    async (failure) => {
      expect(await read([aNumber(1), aNumber(2)], { 1: failure, 2: failure })).toEqual({
        asked: ['1'],
        known: [],
        problems: ['registrations can not be read: call 1 failed'],
      });
    },
  );

  it('can not ask about a number without an id, and says so', async () => {
    const { asked, problems } = await read([aNumber(1, { id: null })], {});
    expect(asked).toEqual([]);
    expect(problems).toEqual([
      'the registration of +16505550101 can not be read: RingCentral gives the number no id',
    ]);
  });

  it('does not swallow a defect of ours', async () => {
    const readRegistration = () => Promise.reject(new TypeError('a defect'));
    await expect(readRegistrations({ readRegistration }, [aNumber(1)])).rejects.toThrow('a defect');
  });
});

describe('a registration', () => {
  it.each([
    [{}, 'Confirmed'],
    [{ campaignStatus: 'Submitted' }, 'Submitted (not confirmed)'],
    [{ campaignStatus: null }, 'unknown (not confirmed)'],
    [{ brandStatus: 'CampaignExpired' }, 'Confirmed, brand CampaignExpired'],
    [{ brandStatus: null }, 'Confirmed'],
  ])('%j reads %s', (parts, told) => {
    expect(formatRegistration(aNumber(1), { ...CONFIRMED, ...parts })).toBe(told);
  });

  it.each<[string, Partial<SenderNumber>, SenderRegistration | null, string, string]>([
    ['that could not be read', {}, null, '?', '?'],
    ['of a number that may not send', { isA2p: false }, null, '-', '-'],
    ['of a long code without a campaign', {}, NONE, '-', 'none'],
    ['of a toll-free number', { isTollFree: true }, NONE, '-', '-'],
    ['with a tier', {}, CONFIRMED, 'LowVolume', 'Confirmed'],
  ])('%s has its own mark', (_whose, parts, registration, tier, told) => {
    const number = aNumber(1, parts);
    expect([formatTier(number, registration), formatRegistration(number, registration)]).toEqual([
      tier,
      told,
    ]);
  });
});
