import { join } from 'node:path';
import { z } from 'zod';
import { readStateFile, writeStateFile } from './state-file.ts';

/** What a rate group must not forget when the process dies, as seen at the moment of writing. */
export interface RateState {
  readonly limit: number;
  readonly windowMs: number;
  /** That moment by both clocks: epoch milliseconds, and monotonic milliseconds. */
  readonly writtenAt: number;
  readonly monotonicAt: number;
  /** What was left of a penalty; 0 for none. */
  readonly silentForMs: number;
  /** How long ago the latest calls had started, the oldest first. */
  readonly startAgesMs: readonly number[];
}

export interface RateRecord {
  /** The state that another process left or wrote since the last look; null when nobody did. */
  readNews(): RateState | null;
  write(state: RateState): void;
}

const STATE = z.object({
  limit: z.number().int().positive(),
  windowMs: z.number().positive(),
  writtenAt: z.number(),
  monotonicAt: z.number(),
  silentForMs: z.number(),
  startAgesMs: z.array(z.number()),
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

/** The state of a rate group that was written last, of whichever account; null where there is none. */
export function readLatestRate(stateDirectory: string, group: string): RateState | null {
  const all = FILE.safeParse(readStateFile(join(stateDirectory, 'rate.json'))).data ?? {};
  const states = Object.values(all).flatMap((groups) => STATE.safeParse(groups[group]).data ?? []);
  return states.reduce<RateState | null>(
    (latest, state) => (latest === null || state.writtenAt > latest.writtenAt ? state : latest),
    null,
  );
}
