import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { BATCH_STATES } from '../../../src/core/batch.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { parseMonth } from '../../../src/report/statement/month.ts';
import { buildStatement } from '../../../src/report/statement/statement.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { openFakeClock, T0 as LEDGER_T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { fakeLedger, message, nanos, rejection } from './fake-ledger.ts';

const newDirectory = useDirectories();

function validatorOf(name: string): (document: unknown) => string[] {
  const path = join(import.meta.dirname, '../../../schema', `${name}.schema.json`);
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  return (document) => {
    const isValid = validate(JSON.parse(JSON.stringify(document)));
    return isValid ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message ?? ''}`);
  };
}

const report = validatorOf('campaign-report-1');
const statement = validatorOf('campaign-statement-1');

describe('schema/campaign-report-1.schema.json', () => {
  it('fits the summary of a batch in any state, in doubt, duplicated and abandoned among them', async () => {
    const recipients = [
      message('Delivered', { createdAt: 1_772_000_000_000 }),
      message('DeliveryFailed', { errorCode: 'SMS-CAR-413', cost: null }),
      rejection('SMS-RC-410', 'no'),
      { withheld: 'opted-out' as const },
      { withheld: 'contacted-recently' as const },
    ];
    const rejected = [{ line: 9, phone: '', code: 'missing-phone', reason: 'no', cells: [] }] as const;
    for (const state of BATCH_STATES) {
      const { ledger, run } = fakeLedger(
        [{ state, recipients, batchIds: ['b-1', 'b-9'], providerCost: nanos('0.5') }],
        rejected,
        { world: 'sandbox', retryOf: 'spring-9876543210', state: 'open', finishedAt: null },
      );
      expect([state, ...report(await buildSummary(ledger, run))]).toEqual([state]);
    }
  });

  it('fits the summary of a real ledger, fresh and while a batch is submitted', async () => {
    const ledger = openLedger(newDirectory(), 'campaign run', openFakeClock());
    try {
      const frozen = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
      expect(report(await buildSummary(ledger, frozen))).toEqual([]);
      await ledger.offer(frozen.id, 1, { at: LEDGER_T0, bodySha256: 'c', isResend: false });
      const run = (await ledger.findRun(frozen.name)) ?? frozen;
      expect(report(await buildSummary(ledger, run))).toEqual([]);
    } finally {
      await ledger.close();
    }
  });

  it('refuses a key too many, one too few, and money that is a number', async () => {
    const { ledger, run } = fakeLedger([{ state: 'settled', recipients: [message('Sent')] }]);
    const summary = await buildSummary(ledger, run);
    const { days, ...less } = summary;
    expect(report({ ...summary, more: 1 })).toEqual([' must NOT have additional properties']);
    expect(report(less)).toEqual([" must have required property 'days'"]);
    expect(days).toHaveLength(1);
    expect(report({ ...summary, cost: { ...summary.cost, actual: 0.0119 } })).toContain(
      '/cost/actual must be string',
    );
  });
});

describe('schema/campaign-statement-1.schema.json', () => {
  const month = parseMonth('2026-03', '');
  const options = { isSandbox: false, isMonthOver: true, currency: 'USD' };
  const line = {
    ...{ run: 'a', from: '+14155550100', currency: 'USD', recipients: 1, accepted: 1, rejected: 0 },
    ...{ inDoubt: 0, notSent: 0, messages: 1, queued: 0, sent: 0, delivered: 1, deliveryFailed: 0 },
    ...{ sendingFailed: 0, unknown: 0, segments: 1, estimated: '0.01', actual: '0.01', variance: '0.00' },
    unpriced: 0,
  };

  it('fits a month that is empty, and one that is restated and has an open run', () => {
    const empty = { lines: [], figures: [], openRuns: [] };
    expect(statement(buildStatement(month, empty, [], options))).toEqual([]);
    const reading = {
      lines: [{ ...line, campaign: 'a', state: 'finished' as const, test: false }],
      figures: [line],
      openRuns: [{ run: 'b', campaign: 'b', state: 'planned' as const, startedAt: null }],
    };
    const kept = ['[]', JSON.stringify([line])].map((figures, at) => ({
      ...{ month: '2026-03', isSandbox: false, who: 'ann', isMonthOver: true, at, figures },
    }));
    const document = buildStatement(month, reading, kept, options);
    expect(document.changes.length).toBeGreaterThan(0);
    expect(statement(document)).toEqual([]);
    expect(statement({ ...document, more: 1 })).toEqual([' must NOT have additional properties']);
  });
});
