import { EXIT } from '../../../core/exit-code.ts';
import type { SenderNumber } from '../../../core/provider.ts';
import { failed, mergeFindings, warning, type Finding } from '../finding.ts';

/** A sender that a campaign is to send from, and where it is named: `campaigns/spring.yaml:2 from`. */
export interface NamedSender {
  readonly phone: string;
  readonly where: string;
}

/** What the API calls a number that is in use (schema UserPhoneNumberInfo). */
const NORMAL = 'Normal';

/** Judges whether there is a number to send from, and whether each one that a campaign names is such a number. */
export function judgeSenders(numbers: readonly SenderNumber[], named: readonly NamedSender[]): Finding {
  const able = numbers.filter((number) => number.isA2p);
  if (able.length === 0) {
    return failed(
      EXIT.refused,
      `none of the ${numbers.length} numbers of this user may send A2P messages`,
      'Have a number registered for high volume SMS and assigned to this user, or use the JWT of the user who has one',
    );
  }
  const phones = able.map(({ phone }) => phone);
  const strangers = named.filter(({ phone }) => !phones.includes(phone));
  const idle = able.filter(({ status }) => status !== null && status !== NORMAL);
  const findings = [
    ...(strangers.length > 0 ? [tellStrangers(strangers, numbers, phones)] : []),
    ...idle.map(({ phone, status }) =>
      warning(
        `${phone} is ${status ?? ''} at RingCentral, not ${NORMAL}`,
        'Ask RingCentral when it can be used',
      ),
    ),
  ];
  return mergeFindings(findings, `${able.map(describe).join(' and ')} may send`);
}

function tellStrangers(
  strangers: readonly NamedSender[],
  numbers: readonly SenderNumber[],
  able: readonly string[],
): Finding {
  const seen = strangers.map(({ phone, where }) => {
    const isOurs = numbers.some((number) => number.phone === phone);
    return `${where}: ${phone} ${isOurs ? 'may not send A2P messages' : 'is no number of this user'}`;
  });
  return failed(EXIT.refused, seen.join('; '), `Use ${able.join(' or ')}`);
}

function describe({ phone, isTollFree }: SenderNumber): string {
  return `${phone} (${isTollFree ? 'toll-free' : 'long code'})`;
}
