import type { ContactGuard } from './contact-guard.ts';
import type { FrozenSettings, Run } from './run.ts';

/** What is known of a run once all rows are read. */
export interface FrozenRun
  extends
    ContactGuard,
    Omit<
      Run,
      | 'id'
      | 'state'
      | 'startedAt'
      | 'lastSubmitAt'
      | 'finishedAt'
      | 'pausedAt'
      | 'alarm'
      | 'watchedFrom'
      | 'cancelledAt'
      | 'account'
      | 'reportedAt'
      | 'purgedAt'
      | 'batches'
      | 'rejectedRows'
    > {
  /** SHA-256 of the file's bytes, and of the settings that change what is sent: finds the same run without planning. */
  readonly sourceSha256: string;
  readonly settingsSha256: string;
  /** What else the plan was made with, for the journal. */
  readonly settings?: FrozenSettings;
}
