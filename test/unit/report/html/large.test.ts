import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { formatAmount } from '../../../../src/report/html/format.ts';
import { writeReports } from '../../../../src/report/write.ts';
import { fakeLedger, message, nanos, T0 } from '../fake-ledger.ts';
import { newReportDirectory } from '../workspace.ts';

const BATCHES = 1000;
const BATCH_SIZE = 50;
const MOST_BYTES = 1_000_000;

it('a run of 50,000 messages in 1,000 batches makes a small page, and says what it does not list', async () => {
  const directory = await newReportDirectory();
  const { ledger, run } = fakeLedger(
    Array.from({ length: BATCHES }, (_, batch) => ({
      state: 'settled' as const,
      from: `+1415555${1000 + (batch % 200)}`,
      recipients: Array.from({ length: BATCH_SIZE }, (_, index) =>
        index % 10 === 0
          ? message('DeliveryFailed', {
              errorCode: `SMS-CAR-${200 + (batch % 90)}`,
              updatedAt: T0 + batch * 7000,
            })
          : message('Delivered', { updatedAt: T0 + batch * 7000 + index, cost: nanos(`0.0${100 + batch}`) }),
      ),
    })),
    [],
    { senders: [] },
  );

  const { summary } = await writeReports(ledger, run, directory);

  const page = await readFile(path.join(directory, 'report.html'), 'utf8');
  expect(page.length).toBeLessThan(MOST_BYTES / 4);
  for (const words of [
    'The 50 costliest of 1,000 batches, the others as a sum.',
    ...['950 others', '150 others', '60 other codes', 'Each bar is 42 batches.'],
    ...['45,000 delivered and 5,000 failed', formatAmount(summary.cost.actual)],
  ]) {
    expect(page.includes(words), words).toBe(true);
  }
});
