import { describe, expect, it } from 'vitest';
import type { BatchRecord, RecipientRecord, ReportLedger } from '../../../src/core/ledger.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { aRun, fakeLedger, ledgerOf, message, nanos } from './fake-ledger.ts';
import type { FakeLedger } from './fake-ledger.ts';

describe('a control breaks', () => {
  it('`rows`, `statuses` and `cost`, when a recipient is missing from the ledger', async () => {
    expect(await brokenWhen(({ records }) => records.slice(1))).toEqual(['rows', 'statuses', 'cost']);
  });

  it('`rows`, when a rejected row is missing', async () => {
    const { ledger, run } = twoMessages();
    expect(await brokenIn(ledger, { ...run, rows: run.rows + 1, rejectedRows: 1 })).toEqual(['rows']);
  });

  it('`recipients`, when a whole batch is missing', async () => {
    const { ledger, run } = twoMessages();
    const broken = await brokenIn(ledger, { ...run, rows: run.rows + 1, recipients: run.recipients + 1 });
    expect(broken).toEqual(['rows', 'recipients']);
  });

  it('`recipients`, when a recipient of a batch in doubt is missing', async () => {
    const { ledger, run } = fakeLedger([{ state: 'in_doubt', recipients: [{}, {}] }]);
    const [, second] = await all(ledger.recipientRecords(1));
    const lossy = ledgerOf(run, await all(ledger.batchRecords(1)), second === undefined ? [] : [second]);
    expect(await brokenIn(lossy, run)).toEqual(['rows', 'recipients']);
  });

  it('`statuses`, when a message matches no recipient', async () => {
    const { ledger, run } = fakeLedger([
      {
        state: 'settled',
        recipients: [message('Sent'), message('Sent', { position: 0, phone: '+14165550199' })],
      },
    ]);
    expect(await brokenIn(ledger, run)).toEqual(['statuses']);
  });

  it('`statuses`, even when the stray message stands in for one that is missing', async () => {
    const { ledger, run } = fakeLedger([
      { state: 'settled', recipients: [{}, message('Sent', { position: 0, phone: '+14165550199' })] },
    ]);
    expect(await brokenIn(ledger, run)).toEqual(['statuses']);
  });

  it('`statuses`, when a recipient has two messages: somebody was texted twice', async () => {
    const { ledger, run } = fakeLedger([
      { state: 'settled', recipients: [message('Sent'), message('Sent', { position: 1, line: 2 })] },
    ]);
    expect(run.recipients).toBe(1);
    expect(await brokenIn(ledger, run)).toEqual(['statuses']);
  });

  it('`cost`, when the messages do not add up to the batches', async () => {
    const broken = await brokenWhen(({ records }) =>
      records.map((record, index) => (index === 0 ? { ...record, cost: nanos('0.011900001') } : record)),
    );
    expect(broken).toEqual(['cost']);
  });

  it('`message-ids`, when an id stands twice', async () => {
    const { ledger, run } = fakeLedger([
      {
        state: 'settled',
        recipients: [message('Sent', { messageId: 'm' }), message('Sent', { messageId: 'm' })],
      },
    ]);
    expect(await brokenIn(ledger, run)).toEqual(['message-ids']);
  });
});

describe('the controls', () => {
  it('hold for a sound run, and for one without recipients', async () => {
    const { ledger, run } = twoMessages();
    expect(await brokenIn(ledger, run)).toEqual([]);
    expect(await brokenIn(ledgerOf(aRun(), [], []), aRun())).toEqual([]);
  });
});

function twoMessages(): FakeLedger {
  return fakeLedger([{ state: 'settled', recipients: [message('Delivered'), message('Sent')] }]);
}

interface Records {
  readonly batches: readonly BatchRecord[];
  readonly records: readonly RecipientRecord[];
}

/** The broken controls of a sound run whose recipients' records were tampered with. */
async function brokenWhen(tamper: (sound: Records) => readonly RecipientRecord[]): Promise<string[]> {
  const { ledger, run } = twoMessages();
  const batches = await all(ledger.batchRecords(1));
  const records = await all(ledger.recipientRecords(1));
  return brokenIn(ledgerOf(run, batches, tamper({ batches, records })), run);
}

async function brokenIn(ledger: ReportLedger, run: FakeLedger['run']): Promise<string[]> {
  const { controls } = await buildSummary(ledger, run);
  return controls.filter((control) => !control.ok).map((control) => control.name);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
