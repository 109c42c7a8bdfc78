import type { Problem } from '../../core/error.ts';
import type { ResolvedOptions } from './resolve.ts';
import { WORKSPACE_CONFIG } from './workspace.ts';

/**
 * Rates and caps that a flag or a campaign's own YAML says of a number which isn't among its senders: a slip, or a
 * sender that was forgotten. A variable and the workspace's YAML hold for all campaigns, and so for others' senders.
 */
export function findStrangers(
  { values, sources }: Pick<ResolvedOptions, 'values' | 'sources'>,
  senders: readonly string[],
): Problem[] {
  return (['rate', 'dailyCap'] as const).flatMap((name) => {
    const where = sources[name];
    if (where.startsWith(WORKSPACE_CONFIG) || where.startsWith('CAMPAIGN_')) return [];
    const strangers = values[name].filter(({ of }) => of.startsWith('+') && !senders.includes(of));
    return strangers.map(({ of, value }) => ({
      where,
      found: `${of}=${value} is about a number that this campaign doesn't send from`,
      remedy: `Its senders: ${senders.join(', ')}`,
    }));
  });
}
