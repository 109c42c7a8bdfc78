import { failed, ok, skipped, warning, type Finding } from '../finding.ts';
import { toFailure } from '../failure-finding.ts';
import type { Reached } from './token.ts';

/** The list of this workspace. */
export interface OptOutList {
  readonly entries: number;
  /** When the provider's was last taken over, epoch milliseconds; null: never. */
  readonly readAt: number | null;
}

/** Judges whether the provider's opt-outs can be read: without them nobody may be texted, and a run stops. */
export function judgeOptOuts({ optOuts, identity }: Reached, list: OptOutList | null): Finding {
  if (optOuts === null) return skipped('the numbers could not be read');
  if ('error' in optOuts) {
    const told = toFailure(optOuts.error);
    if (told.result !== 'failed') return told;
    const seen = `the opt-outs can not be read, and without them no campaign goes on: ${told.seen}`;
    return failed(told.exit, seen, told.remedy);
  }
  const { records, isWhole } = optOuts;
  const api = identity?.scopes.includes('SMS') === true ? 'the consents API (v2)' : 'the older API (v1)';
  const seen = `RingCentral has ${records}${isWhole ? '' : ' and more'}, by ${api}`;
  if (list?.readAt == null) return ok(`${seen}; the first run takes them over`);
  const here = `${list.entries} here, taken over ${new Date(list.readAt).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  return records > 0 && list.entries === 0
    ? warning(`${seen}, and none is in this workspace`, 'campaign opt-outs pull')
    : ok(`${seen}; ${here}`);
}
