import type { Batch } from '../core/batch.ts';
import type { DoubtfulBatch } from '../core/doubt.ts';
import type { MessageTally } from '../core/ledger.ts';
import type { Alarm } from '../core/run.ts';
import type { Finding } from '../submit/find-batch.ts';
import type { Verdict } from '../submit/verdict.ts';
import type { StopReason, WaitReason } from './next-action.ts';
import type { RunView } from './view.ts';

/** What happens in a run, for whoever watches. Facts only: words are the command line's. */
export type RunEvent =
  | { readonly kind: 'view'; readonly view: RunView }
  | { readonly kind: 'orphaned'; readonly batches: readonly Batch[] }
  | { readonly kind: 'reopened'; readonly count: number }
  | { readonly kind: 'submitted'; readonly batch: Batch; readonly verdict: Verdict }
  | { readonly kind: 'searched'; readonly batch: DoubtfulBatch; readonly finding: Finding }
  /** A batch that was offered again was looked for once more: a finding other than `absent` is a twin. */
  | { readonly kind: 'verified'; readonly batch: Batch; readonly finding: Finding }
  /**
   * Recipients were left out of a batch, because they have opted out or because another run has texted them: `contacted`
   * of them. With `isAll`, nobody is left in it.
   */
  | {
      readonly kind: 'withheld';
      readonly batch: Batch;
      readonly count: number;
      readonly contacted: number;
      readonly isAll: boolean;
    }
  /** The run was paused by itself. */
  | { readonly kind: 'tripped'; readonly alarm: Alarm }
  /** A batch was not offered: the run was paused or cancelled meanwhile. */
  | { readonly kind: 'withdrawn'; readonly batch: Batch }
  /** The provider asked for silence: no call is made until then (epoch milliseconds). */
  | { readonly kind: 'silent'; readonly untilAt: number }
  | {
      readonly kind: 'looked';
      readonly batch: Batch;
      readonly tallies: readonly MessageTally[];
      readonly isSettled: boolean;
    }
  | { readonly kind: 'late'; readonly batches: readonly Batch[] }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'waiting'; readonly untilAt: number; readonly why: WaitReason }
  | { readonly kind: 'stopped'; readonly why: StopReason | 'interrupted' };

export type RunListener = (event: RunEvent) => void;
