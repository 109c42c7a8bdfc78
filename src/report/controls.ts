import { formatMoney } from '../core/money.ts';
import type { Nanos } from '../core/money.ts';

/** A sum that must come out. All hold at the end of a run; one that doesn't is a report nobody should sign. */
export interface Control {
  readonly name: ControlName;
  readonly expected: string | number;
  readonly actual: string | number;
  readonly ok: boolean;
}

/**
 * - `rows`: the file's rows = recipients + rejected rows
 * - `recipients`: planned recipients = accepted + rejected by the provider + in doubt + not sent
 * - `statuses`: accepted + twins = the sum over the statuses (an accepted message that isn't listed yet counts as
 *   queued; twins are the second messages of batches that are known to be at the provider twice)
 * - `cost`: the sum of the messages' costs = the sum of the batches' costs
 * - `message-ids`: message ids that stand more than once = 0
 */
export type ControlName = 'rows' | 'recipients' | 'statuses' | 'cost' | 'message-ids';

/** The figures that are held against each other. Each pair comes from different places of the ledger. */
export interface ControlFigures {
  readonly rows: number;
  /** As the plan froze them, and as they are found. */
  readonly plannedRecipients: number;
  readonly recipients: number;
  readonly rejectedRows: number;
  readonly accepted: number;
  readonly twins: number;
  readonly rejectedByProvider: number;
  readonly inDoubt: number;
  readonly notSent: number;
  readonly messages: number;
  readonly messageCost: Nanos;
  readonly batchCost: Nanos;
  readonly repeatedMessageIds: number;
}

export function buildControls(figures: ControlFigures): readonly Control[] {
  const { accepted, rejectedByProvider, inDoubt, notSent } = figures;
  return [
    toControl('rows', figures.rows, figures.recipients + figures.rejectedRows),
    toControl('recipients', figures.plannedRecipients, accepted + rejectedByProvider + inDoubt + notSent),
    toControl('statuses', accepted + figures.twins, figures.messages),
    toControl('cost', formatMoney(figures.messageCost), formatMoney(figures.batchCost)),
    toControl('message-ids', 0, figures.repeatedMessageIds),
  ];
}

function toControl<T extends string | number>(name: ControlName, expected: T, actual: T): Control {
  return { name, expected, actual, ok: expected === actual };
}
