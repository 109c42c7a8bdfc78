import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import type { OptOutEntry } from '../../../src/core/opt-out.ts';
import type { ConsentResult } from '../../../src/core/provider.ts';
import { pushOptOuts } from '../../../src/run/push-opt-outs.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { SENDER } from '../../fakes/records.ts';

const OURS = 16_505_550_100;
const ANN = 'ann@desk';
const [ADA, BO, CY] = [14_155_550_001, 14_155_550_002, 14_155_550_003] as const;

/** Pushes two calls' worth of opt-outs to a provider that answers so; tells what was asked and noted. */
async function push(answer: (phones: readonly string[]) => ConsentResult) {
  const asked: (readonly string[])[] = [];
  const noted: OptOutEntry[] = [];
  const acts: unknown[] = [];
  const ledger = {
    async *untoldOptOuts(world: string, from: number) {
      expect([world, from]).toEqual(['live', OURS]);
      yield [
        { phone: ADA, source: 'manual' },
        { phone: BO, source: 'SMS-CAR-413' },
      ];
      yield await Promise.resolve([{ phone: CY, source: 'import' }]);
    },
    addOptOuts: (entries: readonly OptOutEntry[], act: unknown) => {
      noted.push(...entries);
      acts.push(act);
      return Promise.resolve({ added: entries.length, known: 0 });
    },
  };
  const addOptOuts = (from: string, phones: readonly string[]) => {
    expect(from).toBe(SENDER);
    asked.push(phones);
    return Promise.resolve().then(() => answer(phones));
  };
  const ports = { ledger, provider: { addOptOuts }, clock: openFakeClock() };
  const outcome = await pushOptOuts(ports, 'live', SENDER, ANN).catch((error: unknown) => error);
  return { asked, noted, acts, outcome };
}

const told = (phone: number, source: string): OptOutEntry => ({
  ...{ phone, from: OURS, world: 'live', source },
  isSeen: true,
});

describe('a push of opt-outs', () => {
  it('notes what the provider took, for our number and in its world, with where it was learned', async () => {
    const { asked, noted, acts, outcome } = await push((phones) => ({ done: phones, failed: [] }));
    expect(asked).toEqual([[`+${ADA}`, `+${BO}`], [`+${CY}`]]);
    expect(noted).toEqual([told(ADA, 'manual'), told(BO, 'SMS-CAR-413'), told(CY, 'import')]);
    expect(acts).toEqual([
      { at: T0, who: ANN },
      { at: T0, who: ANN },
    ]);
    expect(outcome).toEqual({ from: SENDER, told: 3, failed: [] });
  });

  it('tells what it did not take, with the reason, and notes nothing of that', async () => {
    const { noted, outcome } = await push((phones) => ({
      done: phones.filter((phone) => phone !== `+${BO}`),
      failed: phones.filter((phone) => phone === `+${BO}`).map((to) => ({ to, reason: 'CMN-101' })),
    }));
    expect(noted).toEqual([told(ADA, 'manual'), told(CY, 'import')]);
    expect(outcome).toEqual({ from: SENDER, told: 2, failed: [{ phone: `+${BO}`, reason: 'CMN-101' }] });
  });

  it('that breaks off keeps what was told before', async () => {
    const detail = { failure: 'unreachable', call: 'PATCH /sms/consents' } as const;
    const { noted, outcome } = await push((phones) => {
      if (phones.includes(`+${CY}`)) throw new ProviderError('no answer', detail);
      return { done: phones, failed: [] };
    });
    expect(noted.map(({ phone }) => phone)).toEqual([ADA, BO]);
    expect(outcome).toBeInstanceOf(ProviderError);
  });
});
