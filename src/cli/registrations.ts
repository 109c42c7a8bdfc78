import { ProviderError } from '../core/error.ts';
import type { Provider, SenderNumber, SenderRegistration } from '../core/provider.ts';

export interface Registrations {
  /** By number. One that isn't in it wasn't read. */
  readonly known: ReadonlyMap<string, SenderRegistration>;
  /** Why others are not known: a sentence each, for a person. */
  readonly problems: readonly string[];
}

const CONFIRMED = 'Confirmed';

/**
 * Reads the registration of each number that may send A2P. A failure hides what it hides and no more: one that every
 * other call would meet as well ends the reading.
 */
export async function readRegistrations(
  provider: Pick<Provider, 'readRegistration'>,
  numbers: readonly SenderNumber[],
): Promise<Registrations> {
  const known = new Map<string, SenderRegistration>();
  const problems: string[] = [];
  for (const { id, phone } of numbers.filter(({ isA2p }) => isA2p)) {
    try {
      if (id !== null) known.set(phone, await provider.readRegistration(id));
      else problems.push(`the registration of ${phone} can not be read: RingCentral gives the number no id`);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const isItsOwn = error.detail.failure === 'refused' || error.detail.failure === 'unreadable';
      const what = isItsOwn ? `the registration of ${phone}` : 'registrations';
      problems.push(`${what} can not be read: ${error.message}`);
      if (!isItsOwn) break;
    }
  }
  return { known, problems };
}

/** What a person should know before sending from numbers that are not registered through and through. */
export function tellUnconfirmed({ known }: Registrations): readonly string[] {
  return [...known].flatMap(([phone, { campaignStatus }]) =>
    campaignStatus === null || campaignStatus === CONFIRMED
      ? []
      : [`the registration of ${phone} is ${campaignStatus}: carriers may refuse its messages`],
  );
}

/**
 * How a number is registered, in RingCentral's words: `Confirmed`, or what it is and that it isn't confirmed. `none` is
 * a long code without a campaign, `-` a number that needs none, `?` what isn't known.
 */
export function formatRegistration(number: SenderNumber, registration: SenderRegistration | null): string {
  if (registration === null) return number.isA2p ? '?' : '-';
  const { campaignId, campaignStatus, brandStatus } = registration;
  // A toll-free number is verified, not registered.
  if (campaignId === null && campaignStatus === null) return number.isTollFree ? '-' : 'none';
  const campaign =
    campaignStatus === CONFIRMED ? CONFIRMED : `${campaignStatus ?? 'unknown'} (not confirmed)`;
  return brandStatus === null || brandStatus === CONFIRMED ? campaign : `${campaign}, brand ${brandStatus}`;
}

/** How much the number's campaign may send: the provider's word, with `?` and `-` as above. */
export function formatTier(number: SenderNumber, registration: SenderRegistration | null): string {
  if (registration === null) return number.isA2p ? '?' : '-';
  return registration.tier ?? '-';
}
