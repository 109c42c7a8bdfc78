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
  /** When the provider's list showed it last; null: never. */
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

/** A person's word on opt-outs: one transaction each, safe beside a process that drives a run. */
export interface OptOutEditor extends OptOutReader {
  addOptOuts(
    entries: readonly Pick<OptOut, 'phone' | 'from' | 'world' | 'source'>[],
    act: Act,
  ): Promise<OptOutChange>;
  /** Takes opt-outs back, whoever they were said to. Returns how many entries are gone. */
  removeOptOuts(phones: readonly number[], act: Act): Promise<number>;
  /** Takes back what came from the provider and was not in its last whole list any more. Returns how many. */
  pruneOptOuts(world: World, act: Act): Promise<number>;
}

/** What is left of a batch. */
export interface Withholding {
  readonly withheld: number;
  readonly left: number;
}

/** Opt-outs on the way of a batch to its offer. */
export interface OptOutGuard {
  /** One page of the provider's list; after the last one the list was read as a whole. */
  recordOptOuts(world: World, consents: readonly Consent[], at: number, isLast: boolean): Promise<void>;
  /**
   * Takes those who have opted out by now out of a batch that is about to be offered, for the first time or again. One
   * with nobody left is abandoned.
   */
  withholdOptedOut(runId: number, batch: number, at: number): Promise<Withholding>;
}
