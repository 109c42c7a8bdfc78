import type { Act } from './doubt.ts';
import type { Consent } from './provider.ts';
import type { World } from './run.ts';

/** An opt-out as it counts now. Numbers are E.164 digits without the plus. */
export interface OptOut {
  readonly phone: number;
  /** Our number that it was said to; 0: all of ours. */
  readonly from: number;
  readonly world: World | 'any';
  /** Where it was learned: `provider`, a failed message's code, `manual`, `import`. */
  readonly source: string;
  readonly at: number;
  /**
   * When the provider's list showed it last, or the provider was told; null: never. For all of ours, one of them is
   * enough; for any world, the live one counts.
   */
  readonly seenAt: number | null;
}

/** Reading what is known of opt-outs. */
export interface OptOutReader {
  /** Those that count in a world, in chunks in order of the phone: the list may be long. */
  optOuts(world: World | 'any'): AsyncIterable<readonly OptOut[]>;
  /** When the provider's list was last read to its end (epoch milliseconds), null: never. */
  optOutsReadAt(world: World): Promise<number | null>;
}

/** Entries that were new, and entries that were there already. */
export interface OptOutChange {
  readonly added: number;
  readonly known: number;
}

/** An opt-out that is added to the list. */
export interface OptOutEntry extends Pick<OptOut, 'phone' | 'from' | 'world' | 'source'> {
  /** The provider has been told of it, and took it. */
  readonly isSeen?: boolean;
}

/** Taking the provider's list over. */
export interface OptOutRecorder {
  /**
   * One page of the provider's list, read at `at`. With `isLast` the list was read to its end, by a reading that began
   * at `at`. Returns how many entries were new.
   */
  recordOptOuts(world: World, consents: readonly Consent[], at: number, isLast: boolean): Promise<number>;
}

/** A person's word on opt-outs: one transaction each, safe beside a process that drives a run. */
export interface OptOutEditor extends OptOutReader, OptOutRecorder {
  addOptOuts(entries: readonly OptOutEntry[], act: Act): Promise<OptOutChange>;
  /** Every entry of these phones, in order of the phone. */
  findOptOuts(phones: readonly number[]): Promise<readonly OptOut[]>;
  /** Takes opt-outs back, whoever they were said to. Returns how many entries are gone. */
  removeOptOuts(phones: readonly number[], act: Act): Promise<number>;
  /** How many came from the provider and were not in its last whole list any more. */
  countDelisted(world: World): Promise<number>;
  /** Takes those back. Returns how many. */
  pruneOptOuts(world: World, act: Act): Promise<number>;
  /**
   * Opt-outs learned elsewhere than from the provider, which has not shown them and was not told of them for this
   * number of ours in order of the phone, each phone once and at most 1000 of them a chunk.
   */
  untoldOptOuts(world: World, from: number): AsyncIterable<readonly Pick<OptOut, 'phone' | 'source'>[]>;
}
