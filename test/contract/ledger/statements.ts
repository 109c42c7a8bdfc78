import { describe, expect, it } from 'vitest';
import type { StatementRecord } from '../../../src/core/statement.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { OFFER, type Bench } from './bench.ts';

const MARCH: StatementRecord = {
  ...{ month: '2026-03', isSandbox: false, at: T0, who: 'ann@desk', isMonthOver: false },
  figures: '[{"run":"a"}]',
};

export function describeStatements({ open, openForControl, home }: Bench): void {
  describe('a statement', () => {
    it('is kept when it says something new, and not when it says the same again', async () => {
      await open();
      const control = await openForControl();
      expect(await control.keepStatement(MARCH)).toEqual([MARCH]);
      expect(await control.keepStatement({ ...MARCH, at: T0 + 1 })).toEqual([MARCH]);
      const changed = { ...MARCH, at: T0 + 2, figures: '[]' };
      expect(await control.keepStatement(changed)).toEqual([MARCH, changed]);
      const over = { ...changed, at: T0 + 3, isMonthOver: true };
      expect(await control.keepStatement(over)).toEqual([MARCH, changed, over]);
    });

    it('is of one month, and of the sandbox or of real runs', async () => {
      await open();
      const control = await openForControl();
      const others = [
        { ...MARCH, month: '2026-04' },
        { ...MARCH, isSandbox: true },
      ];
      await control.keepStatement(MARCH);
      for (const other of others) expect(await control.keepStatement(other)).toEqual([other]);
    });

    it('finds the first and the last instant of a run', async () => {
      const ledger = await open();
      const { id, plannedAt } = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await ledger.offer(id, 1, { ...OFFER, at: T0 + 90_000 });
      const reading = await home().openForReading();
      expect(await reading?.runSpan(id)).toEqual({ from: plannedAt, to: T0 + 90_000 });
      await reading?.close();
    });
  });
}
