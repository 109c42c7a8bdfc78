import { formatInstant } from '../clock.ts';
import { formatNumber } from '../numbering.ts';
import type { ConsentRow, ConsentSource } from '../world/opt-outs.ts';

/** SmsOptSourceEnum: what v1 calls `Account`, v2 calls `Api`. */
export const CONSENT_SOURCES = ['Recipient', 'Api', 'Upstream', 'Carrier'] as const;

/** A source in the words of v2, as it is kept. */
export function toKeptSource(source: (typeof CONSENT_SOURCES)[number]): ConsentSource {
  return source === 'Api' ? 'Account' : source;
}

/** What SmsOptRecord and SmsOptHistoryRecord have in common. */
export function toConsentRecord({ own, party, status, source, coverage }: ConsentRow) {
  return {
    from: formatNumber(own),
    to: formatNumber(party),
    optStatus: status,
    source: source === 'Account' ? 'Api' : source,
    coverage,
  };
}

/** SmsOptRecord. */
export function toOptRecord(row: ConsentRow) {
  return { ...toConsentRecord(row), lastModifiedTime: formatInstant(row.at) };
}
