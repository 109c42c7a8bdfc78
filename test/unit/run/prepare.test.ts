import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { prepare, type Prepared, type PrepareRequest } from '../../../src/run/prepare.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { SENDER, TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
const clock = openFakeClock();
let directory: string;
let ledger: Ledger;

beforeEach(() => {
  directory = newDirectory();
  ledger = openLedger(join(directory, '.campaign'), 'campaign run', clock);
});

afterEach(() => ledger.close());

const TWO = 'phone,name\n+14155550101,Ann\n+14155550102,Bob\n';

describe('preparing a file', () => {
  it('drafts it, and freezes into a run that is found by its file', async () => {
    const run = await freeze(await prepareFile(TWO));
    expect(run).toMatchObject({ campaign: 'spring', rows: 2, recipients: 2, header: ['phone', 'name'] });
    expect(await existing(await prepareFile(TWO))).toBe(run.name);
  });

  it('that was saved again with other line ends finds the same run, by its recipients', async () => {
    const run = await freeze(await prepareFile(TWO));
    expect(await existing(await prepareFile(TWO.replaceAll('\n', '\r\n')))).toBe(run.name);
    expect(await existing(await prepareFile(`\ufeff${TWO}`))).toBe(run.name);
    expect(await existing(await prepareFile(TWO.replaceAll(',', ';')))).toBe(run.name);
  });

  it('leaves no draft behind when the run is there already', async () => {
    await freeze(await prepareFile(`${TWO}12,Eve\n`, { maxInvalid: { unit: 'rows', most: 9 } }));
    await prepareFile(`${TWO}12,Eve\n`.replaceAll('\n', '\r\n'), { maxInvalid: { unit: 'rows', most: 9 } });
    expect(await draftsLeft()).toBe(0);
  });

  it('that was sent is still the same run, whatever became of it', async () => {
    const run = await freeze(await prepareFile(TWO));
    await ledger.finish(run.id, T0);
    const prepared = await prepareFile(TWO);
    expect(prepared).toMatchObject({ kind: 'existing', run: { state: 'finished' } });
  });

  it.each<[string, Partial<PrepareRequest>]>([
    ['batch size', { assign: { ...ASSIGN, batchSize: 1 } }],
    ['price', { assign: { ...ASSIGN, prices: [{ country: null, sender: null, from: null, price: 1n }] } }],
    ['window', { assign: { ...ASSIGN, window: LAW } }],
    ['--max-invalid', { maxInvalid: { unit: 'rows', most: 0 } }],
    [
      'tracking',
      {
        tracking: {
          ...TRACKING,
          trackForMs: 1,
          minDeliveredPercent: 5,
          inDoubt: 'resend',
          inDoubtGraceMs: 1,
        },
      },
    ],
    ['place of its text', { intake: { ...intake(), templateSource: 'spring.yaml:3' } }],
  ])('with another %s is the same run', async (_, change) => {
    const run = await freeze(await prepareFile(TWO));
    expect(await existing(await prepareFile(TWO, change))).toBe(run.name);
  });

  it.each<[string, Partial<PrepareRequest>]>([
    ['run key', { runKey: 'again' }],
    ['text', { intake: { ...intake(), template: 'Bye {{name}}' } }],
    ['sender', { intake: { ...intake(), senders: ['+16505550199'] } }],
    ['selection', { selection: { minDaysBetween: 3 } }],
  ])('with another %s is another run, which waits for the unfinished one', async (_, change) => {
    const run = await freeze(await prepareFile(TWO));
    const blocked = await prepareFile(TWO, change);
    expect(blocked).toMatchObject({ kind: 'blocked', by: { name: run.name } });
    await discard(blocked);
    await ledger.finish(run.id, T0);
    expect((await prepareFile(TWO, change)).kind).toBe('draft');
  });

  it('of another world, or of another name, waits for nobody', async () => {
    await freeze(await prepareFile(TWO));
    const elsewhere = await prepareFile(TWO, { world: 'sandbox' });
    expect(elsewhere.kind).toBe('draft');
    await discard(elsewhere);
    expect((await prepareFile(TWO, { campaign: 'summer' })).kind).toBe('draft');
  });

  it('with too many bad rows is refused, with its rejected rows to show', async () => {
    const prepared = await prepareFile(`${TWO}12,Eve\n`);
    expect(prepared).toMatchObject({ kind: 'too-invalid', invalid: 1 });
    if (prepared.kind !== 'too-invalid') return;
    expect(await ledger.countRejectedRows(prepared.draft.id)).toEqual({ 'invalid-phone': 1 });
    await discard(prepared);
  });

  it('with duplicates only is not refused for them', async () => {
    expect((await prepareFile(`${TWO}${'+14155550101,Ann\n'.repeat(50)}`)).kind).toBe('draft');
  });

  it.each([
    ['only a header', 'phone,name\n', 'empty'],
    ['no row that is a recipient', 'phone,name\n12,Eve\n', 'empty'],
  ])('with %s is empty', async (_, text, expected) => {
    const prepared = await prepareFile(text, { maxInvalid: { unit: 'percent', most: 100 } });
    expect(prepared.kind).toBe(expected);
  });

  it('that can not be used leaves no draft, and says every problem', async () => {
    const unusable = prepareFile('name\nAnn\n', { intake: { ...intake(), template: 'Hi {{who}}' } });
    await expect(unusable).rejects.toThrow(InputError);
    expect(await draftsLeft()).toBe(0);
  });

  it('that grows while it is read leaves no draft and no run', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `+1415${5_550_000 + index},Name ${index}\n`);
    const grow = (): void => appendFileSync(pathOf(), '+14155559999,Late\n');
    const reading = prepareFile(`phone,name\n12,Eve\n${rows.join('')}`, { onOpen: grow });
    await expect(reading).rejects.toThrow(InputError);
    expect(await draftsLeft()).toBe(0);
    expect(await ledger.listRuns()).toEqual([]);
  });
});

const ASSIGN: PrepareRequest['assign'] = {
  batchSize: 1000,
  window: { kind: 'none' },
  windowSource: '--window',
  prices: [],
};
const LAW = { kind: 'law', own: null, zone: 'recipient', overrides: {} } as const;

function intake() {
  return { template: 'Hi {{name}}', smartPunctuation: false, senders: [SENDER] };
}

function pathOf(): string {
  return join(directory, 'spring.csv');
}

function prepareFile(text: string, more: Partial<PrepareRequest> = {}): Promise<Prepared> {
  writeFileSync(pathOf(), text);
  return prepare(
    { ledger, history: ledger, clock },
    {
      campaign: 'spring',
      world: 'loopback',
      path: pathOf(),
      file: 'campaigns/spring.csv',
      intake: intake(),
      assign: ASSIGN,
      maxInvalid: { unit: 'percent', most: 5 },
      limits: () => Promise.resolve(NO_LIMITS),
      optOutScope: 'all',
      exclusions: [],
      selection: {},
      minDaysBetween: null,
      repeatGuardMs: null,
      currency: 'USD',
      runKey: null,
      tracking: TRACKING,
      signal: new AbortController().signal,
      ...more,
    },
  );
}

function freeze(prepared: Prepared): Promise<Run> {
  if (prepared.kind !== 'draft') throw new Error(`it is ${prepared.kind}`);
  return prepared.draft.freeze();
}

async function discard(prepared: Prepared): Promise<void> {
  if (prepared.kind !== 'existing') await prepared.draft.discard();
}

function existing(prepared: Prepared): Promise<string> {
  return Promise.resolve(prepared.kind === 'existing' ? prepared.run.name : `it is ${prepared.kind}`);
}

/** Rejected rows of drafts that nobody threw away: runs are not drafts, and theirs are not counted. */
async function draftsLeft(): Promise<number> {
  const runs = new Set((await ledger.listRuns()).map((run) => run.id));
  let left = 0;
  for (let id = 1; id < 10; id++) {
    if (!runs.has(id) && Object.keys(await ledger.countRejectedRows(id)).length > 0) left += 1;
  }
  return left;
}
