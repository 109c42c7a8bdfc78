import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { readReports } from '../harness/reports.ts';
import { it, type Stage } from '../harness/stage.ts';

const LATER = pathToFileURL(join(import.meta.dirname, '..', 'harness', 'later.mjs')).href;
const DAY_MS = 86_400_000;

/** States the month so many days from now, when it is over. */
async function state(stage: Stage, month: string, days: number) {
  const environment = { NODE_OPTIONS: `--import ${LATER}`, LATER_MS: String(days * DAY_MS) };
  const { code, stdout, stderr } = await stage.run(['report', '--month', month, '--sandbox', '--json'], {
    environment,
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { told: stderr, statement: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
}

describe('the statement of a month that is over', () => {
  it('is the same however often it is written, and is marked when a price was corrected since', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('may.csv', smallFile(2));
    expect((await stage.run(['run', 'may.csv', ...QUICK])).code).toBe(0);
    const { summary, batches } = readReports(stage, 'may');
    const month = (summary.finishedAt ?? '').slice(0, 7);

    const first = await state(stage, month, 40);
    expect(first.statement).toMatchObject({ restated: false, earlier: [], totals: [{ actual: '0.0238' }] });
    const again = await state(stage, month, 41);
    expect(again.statement).toEqual(first.statement);

    await sandbox.correctCosts(batches[0]?.['batch_id'] ?? '', '0.0085');
    expect((await stage.run(['track', summary.run])).code).toBe(0);
    const corrected = await state(stage, month, 42);
    expect(corrected.told).toMatch(/RESTATED: the statement of .* said 0\.0238 USD/);
    expect(corrected.statement).toMatchObject({
      restated: true,
      totals: [{ actual: '0.017' }],
      earlier: [{ writtenAt: first.statement['writtenAt'], totals: [{ actual: '0.0238' }] }],
      changes: [{ run: summary.run, figure: 'actual', before: '0.0238', now: '0.017' }],
    });
    expect(stage.read(`reports/statement-${month}-sandbox.csv`)).toContain('0.0238');
  });
});
