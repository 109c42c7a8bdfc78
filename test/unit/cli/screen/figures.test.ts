import { describe, expect, it } from 'vitest';
import { takeIn } from '../../../../src/cli/screen/figures.ts';
import { sumUp } from '../../../../src/cli/screen/sums.ts';
import { HOUR, MINUTE, T0 } from '../../../fakes/clock.ts';
import {
  aBatch,
  aDoubtfulBatch,
  aRemoteBatch,
  aTally,
  aTrackedBatch,
  SENDER,
} from '../../../fakes/records.ts';
import { aView } from '../../../fakes/view.ts';
import { aBatchFigures, someFigures } from './scene.ts';

const first = aBatch({ number: 1, recipients: 60 });

describe('the figures of a screen', () => {
  it('follow a batch from its submit to its end', () => {
    const figures = someFigures([aBatchFigures(), aBatchFigures()]);
    const rejected = [{ index: 1, to: '+12125550100', errorCode: null, description: null }];
    const verdict = { to: 'accepted', batch: aRemoteBatch(), rejected } as never;
    takeIn(figures, { kind: 'submitted', batch: first, verdict }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ all: 120, submitted: 60, drained: 1, final: 1 });

    const tracked = [aTrackedBatch({ state: 'processing', processed: 20 })];
    takeIn(figures, { kind: 'view', view: aView({ tracked, listedAt: new Map([[SENDER, T0]]) }) }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ drained: 21, final: 1 });

    const tallies = [aTally('Delivered', 30), aTally('Sent', 10), aTally('Queued', 19)];
    takeIn(figures, { kind: 'looked', batch: first, tallies, isSettled: false }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ drained: 41, final: 31 });

    takeIn(figures, { kind: 'looked', batch: first, tallies: [aTally('Sent', 59)], isSettled: true }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ drained: 60, final: 60 });
  });

  it('count nobody for ever whose batch was given up', () => {
    const figures = someFigures([aBatchFigures(), aBatchFigures()]);
    takeIn(figures, { kind: 'withheld', batch: first, count: 60, contacted: 0, isAll: true }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ all: 60, leftOut: 60, submitted: 0 });
  });

  it('count what was refused or is in doubt as not submitted', () => {
    const figures = someFigures([aBatchFigures()]);
    takeIn(
      figures,
      { kind: 'submitted', batch: first, verdict: { to: 'in_doubt', reason: '' } as never },
      T0,
    );
    expect(sumUp(figures.batches.values())).toMatchObject({ submitted: 0, inDoubt: 60 });
    const finding = { kind: 'found', batch: aRemoteBatch() } as never;
    takeIn(figures, { kind: 'searched', batch: aDoubtfulBatch(), finding }, T0);
    expect(sumUp(figures.batches.values())).toMatchObject({ submitted: 60, inDoubt: 0 });
  });

  it('know until when a batch in doubt is looked for, and when no call is made', () => {
    const figures = someFigures([aBatchFigures()]);
    const view = aView({
      doubts: [aDoubtfulBatch({ doubtedAt: T0 })],
      terms: { graceMs: HOUR, startedAt: 0 },
    });
    takeIn(figures, { kind: 'view', view }, T0);
    takeIn(figures, { kind: 'silent', untilAt: T0 + MINUTE }, T0);
    expect(figures).toMatchObject({ graceUntil: T0 + HOUR, silentUntil: T0 + MINUTE });
  });

  it('put what has no price yet at the price of the plan', () => {
    const tallies = [aTally('Delivered', 30, { cost: 400_000_000n }), aTally('Sent', 30, { unpriced: 30 })];
    const sums = sumUp([aBatchFigures({ state: 'processing', tallies })]);
    expect(sums).toMatchObject({ cost: 400_000_000n, openCost: 30n * 11_900_000n });
  });

  it('take zero for no price yet, as the limit does, and expect none for what never left', () => {
    const tallies = [
      aTally('Delivered', 20, { cost: 400_000_000n }),
      aTally('Queued', 30, { costless: 30 }),
      aTally('SendingFailed', 10, { unpriced: 10 }),
    ];
    const openCost = (price: bigint) =>
      sumUp([aBatchFigures({ state: 'processing', tallies, price })]).openCost;
    expect(openCost(11_900_000n)).toBe(30n * 11_900_000n);
    expect(openCost(0n)).toBe(0n);
  });
});
