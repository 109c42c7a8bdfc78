import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { prepareTest, type PreparedTest, type TestRequest } from '../../../src/run/prepare-test.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { anOptOut, SENDER, TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';
import { collect } from '../../fakes/collect.ts';

const newDirectory = useDirectories();
const OWN = { phone: 14_155_550_177, country: 'US' } as const;
const OTHER = { phone: 14_155_550_178, country: 'US' } as const;
const FILE = 'phone,name\n12,Eve\n+14155550101,Ann\n+14155550102,Bob\n';
let clock = openFakeClock();
let directory: string;
let ledger: Ledger;

beforeEach(() => {
  directory = newDirectory();
  clock = openFakeClock();
  ledger = openLedger(join(directory, '.campaign'), 'campaign test', clock);
});

afterEach(() => ledger.close());

describe('a test of a campaign', () => {
  it('sends the first valid text to the given numbers and to nobody of the file', async () => {
    const draft = accepted(await prepare(FILE, { to: [OWN, OTHER] }));
    expect(draft).toMatchObject({ line: 3, draft: { rows: 2, recipients: 2, segments: 2 } });
    const run = await draft.draft.freeze();
    expect(run).toMatchObject({ isTest: true, retryOf: null, campaign: 'test-spring' });
    const recipients = await batchRecipients(ledger, run.id, 1);
    expect(recipients.map(({ phone, text }) => [phone, text])).toEqual([
      ['+14155550177', 'Hi Ann'],
      ['+14155550178', 'Hi Ann'],
    ]);
    expect((await collect(ledger.recipientRecords(run.id))).map(({ line }) => line)).toEqual([3, 3]);
  });

  it('sends the text of the line that is asked for', async () => {
    const draft = accepted(await prepare(FILE, { line: 4 }));
    expect(draft).toMatchObject({ line: 4, draft: { samples: [{ text: 'Hi Bob', phone: OWN.phone }] } });
    await draft.draft.discard();
  });

  it.each([
    [2, { kind: 'bad-line', row: { code: 'invalid-phone', line: 2 } }],
    [1, { kind: 'bad-line', row: null }],
    [9, { kind: 'bad-line', row: null }],
  ])('of line %d, which is no recipient, is none', async (line, expected) => {
    expect(await prepare(FILE, { line })).toMatchObject(expected);
  });

  it('of a file without a recipient is an empty draft with its rejected rows', async () => {
    const prepared = await prepare('phone,name\n12,Eve\n13,Al\n');
    expect(prepared).toMatchObject({ kind: 'empty', draft: { rows: 2, recipients: 0 } });
    if (prepared.kind !== 'empty') return;
    expect(await ledger.countRejectedRows(prepared.draft.id)).toEqual({ 'invalid-phone': 2 });
    await prepared.draft.discard();
  });

  it('names the file as it was given where that can not be read', async () => {
    const unusable = prepare('phone,name\n+14155550101,Ann\n', {
      intake: { ...INTAKE, template: 'Hi {{who}}' },
    });
    await expect(unusable).rejects.toThrow(InputError);
    await expect(unusable).rejects.not.toThrow(directory);
  });

  it('is another run each time, and finds no run of the same file', async () => {
    const first = await accepted(await prepare(FILE)).draft.freeze();
    clock.advance(1);
    const second = await accepted(await prepare(FILE)).draft.freeze();
    expect(second.name).not.toBe(first.name);
    expect((await ledger.listRuns()).map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('waits for no other run, not even one of its own name', async () => {
    await freezeRun(ledger, {
      campaign: 'test-spring',
      name: 'test-spring-1',
      members: [{ phones: phones(1) }],
    });
    expect((await prepare(FILE)).kind).toBe('draft');
  });

  it('is refused for numbers that have opted out, and says which', async () => {
    await ledger.recordOptOuts('loopback', [anOptOut('+14155550178')], T0, true);
    expect(await prepare(FILE, { to: [OWN, OTHER] })).toEqual({ kind: 'opted-out', phones: [OTHER.phone] });
  });

  it('asks the provider only once there is a row to send', async () => {
    const asked: string[] = [];
    const limits = (): Promise<typeof NO_LIMITS> => {
      asked.push('limits');
      return Promise.resolve(NO_LIMITS);
    };
    await prepare(FILE, { line: 2, limits });
    expect(asked).toEqual([]);
  });
});

const INTAKE = { template: 'Hi {{name}}', smartPunctuation: false, senders: [SENDER] };

function prepare(text: string, more: Partial<TestRequest> = {}): Promise<PreparedTest> {
  const path = join(directory, 'spring.csv');
  writeFileSync(path, text);
  return prepareTest(
    { ledger, history: ledger, clock },
    {
      ...{ campaign: 'test-spring', world: 'loopback', path, file: 'campaigns/spring.csv', intake: INTAKE },
      ...{ to: [OWN], line: null, currency: 'USD', tracking: TRACKING, optOutScope: 'all' },
      limits: () => Promise.resolve(NO_LIMITS),
      assign: { batchSize: 1000, window: { kind: 'none' }, windowSource: '--window', prices: [] },
      signal: new AbortController().signal,
      ...more,
    },
  );
}

function accepted(prepared: PreparedTest): Extract<PreparedTest, { kind: 'draft' }> {
  if (prepared.kind !== 'draft') throw new Error(`it is ${prepared.kind}`);
  return prepared;
}
