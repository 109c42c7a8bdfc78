import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { Prepared } from '../../../src/run/prepare.ts';
import { prepareRetry, toRetryKey, type RetryRequest } from '../../../src/run/prepare-retry.ts';
import { surveyFailures, type RetrySource } from '../../../src/run/retry-rows.ts';
import { DAY, HOUR, openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, type BatchSketch } from '../../fakes/frozen-run.ts';
import {
  anOptOut,
  aRemoteBatch,
  aRemoteMessage,
  OTHER_SENDER,
  SENDER,
  TRACKING,
} from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';
import { collect } from '../../fakes/collect.ts';

const newDirectory = useDirectories();
const clock = openFakeClock();
const NOW = T0 + HOUR;
const LATER = 'SMS-CAR-431';
const ONCE = 'SMS-CAR-412';
const LIMIT = 'SMS-CAR-450';
const INVALID = 'SMS-CAR-411';
let ledger: Ledger;

beforeEach(() => {
  ledger = openLedger(join(newDirectory(), '.campaign'), 'campaign retry', clock);
});

afterEach(() => ledger.close());

describe('a look at the failures of a run', () => {
  it('tells the due ones from those that are not yet, and those that never are', async () => {
    const parent = await failedRun([LATER, ONCE, LIMIT, INVALID, null, 'Delivered', LATER]);
    const { tally, contacted } = await surveyFailures(ledger, source(parent));
    expect(tally).toMatchObject({ failures: 6, due: 2, notYet: 2, never: 2 });
    expect(contacted).toBe(0);
    const tomorrow = await surveyFailures(ledger, source(parent, { now: T0 + 2 * DAY }));
    expect(tomorrow.tally).toMatchObject({ due: 4, notYet: 0, never: 2 });
  });

  it('names only the senders that somebody is due from, in the order of the pool', async () => {
    const parent = await failedRun([LATER, INVALID, LATER], {
      members: [
        { phones: phones(1), from: OTHER_SENDER },
        { phones: phones(1, 2), from: '+16505550199' },
        { phones: phones(1, 3), from: SENDER },
      ],
      senders: [SENDER, '+16505550199', OTHER_SENDER],
    });
    const { senders } = await surveyFailures(ledger, source(parent));
    expect(senders).toEqual([SENDER, OTHER_SENDER]);
  });

  it('of a retry lets nobody try what may be tried once', async () => {
    const parent = await failedRun([LATER, ONCE], { retryOf: 'spring-1' });
    const { tally } = await surveyFailures(ledger, source(parent, { now: T0 + 9 * DAY }));
    expect(tally).toMatchObject({ due: 1, never: 1 });
  });

  it('takes those out who were sent the text by another run since, and by no other text', async () => {
    const parent = await failedRun([LATER, LATER, LATER]);
    await contact('same-1', phones(1), 'Hello', T0 + 60_000);
    await contact('other-1', phones(1, 2), 'Goodbye', T0 + 60_000);
    const survey = await surveyFailures(ledger, source(parent));
    expect([survey.tally.due, survey.contacted]).toEqual([3, 1]);
  });

  it('knows a run that was planned afterwards, though the clock says that it was before', async () => {
    const parent = await failedRun([LATER]);
    await contact('same-1', phones(1), 'Hello', T0 - DAY);
    const seen = await surveyFailures(ledger, source(parent, { after: new Set(['same-1']) }));
    expect(seen.contacted).toBe(1);
    const older = await surveyFailures(ledger, source(parent));
    expect(older.contacted).toBe(0);
  });
});

describe('a retry', () => {
  it('sends the same text from the same sender, with the lines and the header of its parent', async () => {
    const parent = await failedRun([LATER, 'Delivered', INVALID, LATER], {
      header: ['phone', 'name'],
      members: [
        { phones: phones(2), texts: ['One', 'Two'], from: OTHER_SENDER },
        { phones: phones(2, 3), from: SENDER },
      ],
    });
    const run = await freeze(await prepareOf(parent));
    expect(run).toMatchObject({
      ...{ campaign: 'spring', retryOf: parent.name, header: ['phone', 'name'], file: parent.file },
      ...{ rows: 2, recipients: 2, rejectedRows: 0, isTest: false, template: parent.template },
    });
    expect(run.name).toMatch(/^spring-[0-9a-f]{10}$/);
    const batches = await Promise.all([1, 2].map((batch) => batchRecipients(ledger, run.id, batch)));
    expect(batches.flat().map(({ text }) => text)).toEqual(['One', 'Hello']);
    expect((await collect(ledger.recipientRecords(run.id))).map(({ line }) => line)).toEqual([2, 5]);
    const planned = await ledger.batchesIn(run.id, 'planned');
    expect(planned.map(({ from }) => from)).toEqual([OTHER_SENDER, SENDER]);
  });

  it('tells its progress up to the failures that a survey has as due, rejected rows and all', async () => {
    const parent = await failedRun([LATER, INVALID, LATER, LATER], {
      members: [{ phones: phones(3) }, { phones: phones(1, 4) }],
    });
    await ledger.recordOptOuts('loopback', [anOptOut(`+${phones(1)[0] ?? 0}`)], NOW, true);
    const { tally } = await surveyFailures(ledger, source(parent));
    const seen: number[] = [];
    await freeze(await prepareOf(parent, { onProgress: ({ rows }) => seen.push(rows) }));
    expect({ due: tally.due, seen }).toEqual({ due: 3, seen: [2, 3] });
  });

  it('leaves out who opted out since or got the text meanwhile, as rejected rows that add up', async () => {
    const parent = await failedRun([LATER, LATER, LATER], { header: ['name', 'phone'] });
    await ledger.recordOptOuts('loopback', [anOptOut(`+${phones(1)[0] ?? 0}`)], NOW, true);
    await contact('same-1', phones(1, 2), 'Hello', T0 + 60_000);
    const run = await freeze(await prepareOf(parent));
    expect(run).toMatchObject({ rows: 3, recipients: 1, rejectedRows: 2 });
    const rejected = [];
    for await (const row of ledger.rejectedRows(run.id)) rejected.push(row);
    expect(rejected).toMatchObject([
      { line: 2, phone: '+14155550001', code: 'opted-out', cells: ['', '+14155550001'] },
      { line: 3, phone: '+14155550002', code: 'contacted-recently', cells: ['', '+14155550002'] },
    ]);
    expect(rejected[1]?.reason).toContain('`campaign retry same-1`');
  });

  it.each([
    ['two columns could be the phone', ['phone', 'mobile'], null, []],
    ['one of them is named', ['phone', 'mobile'], 'mobile', ['', '+14155550001']],
  ])('tells the number of a rejected row where %s', async (_, header, phoneColumn, cells) => {
    const parent = await failedRun([LATER, LATER], { header });
    await ledger.recordOptOuts('loopback', [anOptOut('+14155550001')], NOW, true);
    const run = await freeze(await prepareOf(parent, { phoneColumn }));
    const rejected = [];
    for await (const row of ledger.rejectedRows(run.id)) rejected.push(row);
    expect(rejected).toMatchObject([{ phone: '+14155550001', cells }]);
  });

  it('leaves out who is excluded now', async () => {
    const parent = await failedRun([LATER, LATER]);
    async function* excluded(): AsyncGenerator<readonly number[]> {
      yield await Promise.resolve(phones(1));
    }
    const exclusions = [{ reason: 'on the list', phones: excluded() }];
    const run = await freeze(await prepareOf(parent, { exclusions }));
    expect(await ledger.countRejectedRows(run.id)).toEqual({ excluded: 1 });
  });

  it('of nobody is empty, and one that waits for another run of its campaign is blocked', async () => {
    const parent = await failedRun([INVALID]);
    const empty = await prepareOf(parent);
    expect(empty.kind).toBe('empty');
    if (empty.kind !== 'existing') await empty.draft.discard();
    const members = [{ phones: phones(1, 2) }];
    const failed = await failedRun([null, LATER], { name: 'spring-2', members });
    const open = await freezeRun(ledger, { members: [{ phones: phones(1, 9) }], name: 'spring-3' });
    expect(await prepareOf(failed)).toMatchObject({ kind: 'blocked', by: { name: open.name } });
  });

  it('has another name with another parent or in another round, and the same with neither', async () => {
    const parent = await failedRun([LATER]);
    const nameOf = async (of: Run, more: Partial<RetryRequest> = {}): Promise<string> => {
      const prepared = await prepareOf(of, more);
      if (prepared.kind === 'existing') return prepared.run.name;
      await prepared.draft.discard();
      return prepared.draft.name;
    };
    const name = await nameOf(parent);
    expect(await nameOf(parent, { now: NOW + HOUR })).toBe(name);
    expect(await nameOf(parent, { runKey: toRetryKey(parent.name, 2) })).not.toBe(name);
    const twin = await failedRun([LATER], { name: 'spring-2' });
    expect(await nameOf(twin)).not.toBe(name);
  });

  it('costs what it costs now, at the hours of now', async () => {
    const parent = await failedRun([LATER]);
    const prices = [{ country: null, sender: null, from: null, price: 7n }];
    const window = { kind: 'law', own: null, zone: 'recipient', overrides: {} } as const;
    const run = await freeze(await prepareOf(parent, { assign: { ...ASSIGN, prices, window } }));
    const [batch] = await ledger.batchesIn(run.id, 'planned');
    expect(batch).toMatchObject({ price: 7n });
    expect(batch?.window).toContain('America/Los_Angeles');
  });
});

const ASSIGN: RetryRequest['assign'] = {
  batchSize: 1000,
  window: { kind: 'none' },
  windowSource: '--window',
  prices: [],
};

interface Sketch {
  readonly members?: readonly BatchSketch[];
  readonly senders?: readonly string[];
  readonly header?: readonly string[];
  readonly retryOf?: string;
  readonly name?: string;
}

/** A finished run whose n-th recipient was delivered to, or failed with a code, at T0. */
async function failedRun(fates: readonly (string | null)[], sketch: Sketch = {}): Promise<Run> {
  const { name = 'spring-1', ...more } = sketch;
  const members = sketch.members ?? [{ phones: phones(fates.length) }];
  const run = await freezeRun(ledger, { ...more, name, members });
  for (const [index, { phones: group, from = SENDER }] of members.entries()) {
    await take(run.id, index + 1, `${name}-${index + 1}`, from);
    const messages = group.map((phone) => {
      const fate = fates[phone - (phones(1)[0] ?? 0)] ?? null;
      const isDelivered = fate === 'Delivered';
      return aRemoteMessage({
        ...{ id: `${name}-${phone}`, to: `+${phone}`, batchId: `${name}-${index + 1}`, updatedAt: T0 },
        ...{ status: isDelivered ? 'Delivered' : 'DeliveryFailed', errorCode: isDelivered ? null : fate },
      });
    });
    await ledger.recordMessages(run.id, index + 1, messages);
    await ledger.settle(run.id, index + 1, T0, 'final');
  }
  await ledger.finish(run.id, T0);
  return run;
}

async function take(runId: number, batch: number, id: string, from: string, at = T0): Promise<void> {
  await ledger.offer(runId, batch, { at, bodySha256: 'c', isResend: false });
  const record = { at, status: 201, errorCode: null, requestId: null };
  const outcome = { to: 'accepted', batch: aRemoteBatch({ id, from }), rejected: [] } as const;
  await ledger.recordOutcome(runId, batch, outcome, record);
}

/** Another run that sent these people a text. */
async function contact(name: string, to: readonly number[], text: string, at: number): Promise<void> {
  const members = [{ phones: to, texts: to.map(() => text) }];
  const run = await freezeRun(ledger, { campaign: 'elsewhere', name, members });
  await take(run.id, 1, name, SENDER, at);
  await ledger.settle(run.id, 1, at, 'final');
  await ledger.finish(run.id, at);
}

function source(parent: Run, more: Partial<RetrySource> = {}): RetrySource {
  return { parent, after: new Set(), now: NOW, ...more };
}

async function prepareOf(parent: Run, more: Partial<RetryRequest> = {}): Promise<Prepared> {
  const { senders } = await surveyFailures(ledger, source(parent, more));
  return prepareRetry(
    { ledger, history: ledger, clock },
    {
      ...source(parent),
      senders,
      phoneColumn: null,
      runKey: toRetryKey(parent.name, 1),
      assign: ASSIGN,
      tracking: TRACKING,
      limits: NO_LIMITS,
      exclusions: [],
      selection: {},
      signal: new AbortController().signal,
      ...more,
    },
  );
}

function freeze(prepared: Prepared): Promise<Run> {
  if (prepared.kind !== 'draft') throw new Error(`it is ${prepared.kind}`);
  return prepared.draft.freeze();
}
