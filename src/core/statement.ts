/** A month's statement as it was written once. What it said is kept, so that a later one can say what has changed. */
export interface StatementRecord {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** Over the runs of the sandbox, or over real ones: never over both. */
  readonly isSandbox: boolean;
  /** When it was written (epoch milliseconds, UTC), and by whom. */
  readonly at: number;
  readonly who: string;
  /** Whether the month was over by then. */
  readonly isMonthOver: boolean;
  /** Its lines with their figures as JSON, always in the same form: equal figures are equal texts. */
  readonly figures: string;
}

/** From the first to the last instant that ties something of a run to a month (epoch milliseconds, UTC). */
export interface RunSpan {
  readonly from: number;
  readonly to: number;
}

/** Reading what a statement needs beside the runs. Needs no lock. */
export interface StatementReader {
  /** When its messages were made, its batches offered and itself planned: the earliest and the latest of all these. */
  runSpan(runId: number): Promise<RunSpan>;
}

/** The statements so far. Written beside whoever drives a run. */
export interface StatementLedger {
  /**
   * Keeps a statement, unless the latest one of its month says the same.
   *
   * @returns all statements of that month, oldest first; the last one is what stands now.
   */
  keepStatement(statement: StatementRecord): Promise<readonly StatementRecord[]>;
}
