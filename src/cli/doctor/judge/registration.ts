import type { SenderNumber, SenderRegistration } from '../../../core/provider.ts';
import { formatRegistration, tellUnconfirmed, type Registrations } from '../../registrations.ts';
import { mergeFindings, skipped, warning, type Finding } from '../finding.ts';

/**
 * Judges how the numbers that may send are registered. RingCentral lets an unregistered number submit and the carriers
 * refuse its messages afterwards, so nothing here stops a campaign: it warns.
 */
export function judgeRegistration(
  numbers: readonly SenderNumber[],
  registrations: Registrations | null,
): Finding {
  if (registrations === null) return skipped('the numbers could not be read');
  const { known, problems } = registrations;
  const able = numbers.filter((number) => number.isA2p);
  const unlinked = able.filter(
    (number) => formatRegistration(number, known.get(number.phone) ?? null) === 'none',
  );
  const findings = [
    ...problems.map((problem) => warning(problem, 'Give the app Read Accounts, and look again')),
    ...tellUnconfirmed(registrations).map((seen) =>
      warning(seen, 'See its campaign in the Admin Portal under TCR, and wait until it is Confirmed'),
    ),
    ...unlinked.map(({ phone }) =>
      warning(
        `${phone} is linked to no registered campaign: carriers may refuse its messages`,
        'Register a brand and a campaign in the Admin Portal under TCR, and assign the number to it',
      ),
    ),
  ];
  return mergeFindings(findings, able.map((number) => describe(number, known.get(number.phone))).join('; '));
}

function describe(number: SenderNumber, registration: SenderRegistration | undefined): string {
  if (number.isTollFree) return `${number.phone}: toll-free, verified rather than registered`;
  const tier = registration?.tier ?? null;
  return `${number.phone}: ${formatRegistration(number, registration ?? null)}${tier === null ? '' : `, ${tier}`}`;
}
