import type { BatchFigures } from '../../../../src/cli/screen/batch-figures.ts';
import type { Figures } from '../../../../src/cli/screen/figures.ts';
import type { Run } from '../../../../src/core/run.ts';
import { aBatch, aRun } from '../../../fakes/records.ts';

/** A batch of 60 recipients as a screen knows it. */
export function aBatchFigures(more: Partial<BatchFigures> = {}): BatchFigures {
  const head = aBatch({ recipients: 60, segments: 60 });
  return { ...head, rejected: 0, processed: null, listedAt: null, tallies: [], ...more };
}

/** The figures of a run of such batches. */
export function someFigures(batches: readonly BatchFigures[], run: Partial<Run> = {}): Figures {
  const recipients = batches.reduce((sum, batch) => sum + batch.recipients, 0);
  return {
    run: aRun({ recipients, batches: batches.length, estimate: 2_856_000_000n, ...run }),
    batches: new Map(batches.map((batch, index) => [index + 1, batch])),
    speed: 1,
    hold: null,
    wait: null,
    silentUntil: null,
    graceUntil: null,
    traces: { submitted: [], drained: [], final: [] },
  };
}
