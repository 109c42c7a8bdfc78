import type { ErrorCounts } from '../core/pacing.ts';
import type { StatusCounts } from '../core/provider.ts';
import { countFinal } from './worth-reading.ts';

/** What `statuses` says of a batch's errors. */
export function toErrorCounts(counts: StatusCounts): ErrorCounts {
  return {
    final: countFinal(counts),
    codes: Object.fromEntries(counts.errors.map(({ code, count }) => [code, count])),
  };
}
