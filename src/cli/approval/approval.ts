import type { World } from '../../core/run.ts';
import type { RawValue } from '../settings/raw.ts';

/** A file that decides what is sent. `path` is relative to the workspace where it lies inside. */
export interface FileStamp {
  readonly path: string;
  readonly sha256: string;
}

/** An option as the plan has it. */
export interface ApprovedOption {
  /** What it came to, in one spelling: equal texts send the same. */
  readonly value: string;
  /** `--price`, `CAMPAIGN_PRICE`, `campaigns/spring.yaml:3 price`, `default`. */
  readonly source: string;
  /** As it was written; null for a default. Paths of flags are told from the workspace. */
  readonly raw: RawValue | null;
}

/** What is asked for, known before a row is read. */
export interface Terms {
  readonly world: World;
  readonly file: FileStamp;
  readonly options: Readonly<Record<string, ApprovedOption>>;
  readonly texts: {
    /** Null where only a `text` column gives texts. */
    readonly template: { readonly text: string; readonly sha256: string; readonly source: string } | null;
    /** The file that the template was read from. */
    readonly file: FileStamp | null;
  };
  readonly excluded: { readonly files: readonly FileStamp[]; readonly runs: readonly string[] };
}

/** What goes from one number within the same hours at the same price. */
export interface Portion {
  readonly from: string;
  /** As the ledger keeps windows; empty is any time. */
  readonly window: string;
  /** USD a segment. */
  readonly price: string;
  readonly recipients: number;
  readonly segments: number;
}

/** What comes of it, known once the file is read. */
export interface Outcome {
  readonly run: string;
  readonly recipients: number;
  /** USD. */
  readonly estimate: string;
  readonly portions: readonly Portion[];
  /** Lines of valid rows that are not texted all the same, `5,9-12`: opted out, excluded, contacted recently. */
  readonly heldBack: string;
}

/** What somebody approves. Holds texts, and no number of a recipient. */
export interface Approval extends Terms, Outcome {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}
