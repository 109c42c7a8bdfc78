import { readLatestRate, type RateState } from './rate-record.ts';

/**
 * Looks at what is written down of the allowance of calls to the A2P endpoints, without asking anybody.
 *
 * @returns as it was at `writtenAt`; null where nothing was ever asked
 */
export function examineRate(stateDirectory: string): RateState | null {
  return readLatestRate(stateDirectory, 'light');
}
