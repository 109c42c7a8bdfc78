import { join } from 'node:path';
import { z } from 'zod';
import { readStateFile, writeStateFile } from './state-file.ts';

/** What a rate group must not forget when the process dies. Instants are wall time, epoch milliseconds. */
export interface RateState {
  readonly limit: number;
  readonly windowMs: number;
  readonly silentUntil: number | null;
  readonly lastCallAt: number | null;
}

export interface RateRecord {
  /** The state that another process left or wrote since the last look; null when nobody did. */
  readNews(): RateState | null;
  write(state: RateState): void;
}

const STATE = z.object({
  limit: z.number().int().positive(),
  windowMs: z.number().positive(),
  silentUntil: z.number().nullable(),
  lastCallAt: z.number().nullable(),
});
const FILE = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Opens the record of one rate group of one account in `rate.json`: limits are counted per user and app. */
export function openRateRecord(stateDirectory: string, account: string, group: string): RateRecord {
  const path = join(stateDirectory, 'rate.json');
  let known = '';
  const readAll = () => FILE.safeParse(readStateFile(path)).data ?? {};
  return {
    readNews() {
      const state = STATE.safeParse(readAll()[account]?.[group]).data ?? null;
      if (state === null || JSON.stringify(state) === known) return null;
      known = JSON.stringify(state);
      return state;
    },
    write(state) {
      const text = JSON.stringify(STATE.parse(state));
      if (text === known) return;
      known = text;
      const all = readAll();
      writeStateFile(path, { ...all, [account]: { ...all[account], [group]: state } });
    },
  };
}
