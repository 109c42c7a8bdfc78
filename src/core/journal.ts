/** An entry of the append-only journal. */
export interface JournalEntry {
  readonly at: number;
  readonly epoch: number;
  readonly batch: number | null;
  /** The person whose act this was; null where the program acted by itself. */
  readonly who: string | null;
  readonly kind: string;
  readonly detail: string;
}

/** Who holds, or last held, the workspace. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  readonly since: number;
}
