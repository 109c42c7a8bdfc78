import { describe, expect, it } from 'vitest';
import type { OptOutEntry } from '../../../src/core/opt-out.ts';
import type { OptOutScope } from '../../../src/core/run.ts';
import { MINUTE, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { saidBy, anEntry, listedIn, readWhole } from '../../fakes/opt-outs.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { ANN, OFFER, type Bench } from './bench.ts';

const [ADA = 0, BO = 0, CY = 0] = phones(3);
const [OURS, OTHER] = [Number(SENDER.slice(1)), Number(OTHER_SENDER.slice(1))];
const BOB = { at: T0 + 2 * MINUTE, who: 'bob@desk' };

export function describeOptOuts(bench: Bench): void {
  describe('opt-outs', () => {
    describeAdding(bench);
    describeScope(bench);
    describeBeside(bench);
  });
}

function describeAdding({ open, home }: Bench): void {
  it('are added once, and told apart from those that were there', async () => {
    const ledger = await open();
    expect(await ledger.addOptOuts([anEntry(BO), anEntry(ADA)], ANN)).toEqual({ added: 2, known: 0 });
    const again = [anEntry(CY), anEntry(ADA, { source: 'import' })];
    expect(await ledger.addOptOuts(again, BOB)).toEqual({ added: 1, known: 1 });
    const entry = { ...anEntry(ADA), at: ANN.at, seenAt: null };
    expect(await ledger.findOptOuts([CY, ADA, 1])).toEqual([
      entry,
      { ...anEntry(CY), at: BOB.at, seenAt: null },
    ]);
    expect(await listedIn(ledger)).toEqual([ADA, BO, CY]);
  });

  it('are removed whoever they were said to, and the log tells who did what and when', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA), anEntry(ADA, { from: OURS, world: 'live' }), anEntry(BO)], ANN);
    expect(await ledger.removeOptOuts([ADA, CY], BOB)).toBe(2);
    expect(await listedIn(ledger)).toEqual([BO]);
    const [all, one] = [anEntry(ADA), anEntry(ADA, { from: OURS, world: 'live' })];
    expect(await home().optOutLog()).toEqual([
      { ...all, act: 'opted-out', ...ANN },
      { ...one, act: 'opted-out', ...ANN },
      { ...anEntry(BO), act: 'opted-out', ...ANN },
      { ...all, act: 'removed', ...BOB },
      { ...one, act: 'removed', ...BOB },
    ]);
  });

  it('may be said again after they were taken back', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA)], ANN);
    await ledger.removeOptOuts([ADA], ANN);
    expect(await ledger.addOptOuts([anEntry(ADA)], BOB)).toEqual({ added: 1, known: 0 });
    expect((await home().optOutLog()).map(({ act }) => act)).toEqual(['opted-out', 'removed', 'opted-out']);
  });

  it('come in order of the number, however many there are', async () => {
    const ledger = await open();
    const many = phones(10_500);
    await ledger.addOptOuts(
      [...many].reverse().map((phone) => anEntry(phone)),
      ANN,
    );
    await ledger.addOptOuts([anEntry(many[9999] ?? 0, { from: OURS })], ANN);
    const chunks = await collect(ledger.optOuts('live'));
    expect(chunks.flat().map(({ phone }) => phone)).toEqual(
      many.flatMap((n, at) => (at === 9999 ? [n, n] : [n])),
    );
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(10_500);
  });
}

function describeScope({ open }: Bench): void {
  /** How many of Ada and Bo are left of a batch from our number, after entries. */
  const leftOf = async (entries: readonly OptOutEntry[], optOutScope: OptOutScope): Promise<number> => {
    const ledger = await open();
    const { id } = await freezeRun(ledger, { members: [{ phones: [ADA, BO] }], optOutScope });
    await ledger.addOptOuts(entries, ANN);
    return (await ledger.withhold(id, 1, T0))?.left ?? 0;
  };

  it.each([
    ['said to all of our numbers', {}, 'sender', 1],
    ['said to the sender itself', { from: OURS }, 'sender', 1],
    ['said to another number', { from: OTHER }, 'sender', 2],
    ['said to another number', { from: OTHER }, 'all', 1],
    ['of any world', { world: 'any' }, 'all', 1],
    ['of this world', { world: 'loopback' }, 'all', 1],
    ['of another world', { world: 'live' }, 'all', 2],
  ] as const)('%s (%o), where an opt-out binds %s, leave %i of two', async (_what, more, scope, left) => {
    expect(await leftOf([anEntry(ADA, more)], scope)).toBe(left);
  });

  it('of any world are in the list of each, others in that of their own', async () => {
    const ledger = await open();
    await ledger.addOptOuts(
      [anEntry(ADA), anEntry(BO, { world: 'live' }), anEntry(CY, { world: 'sandbox' })],
      ANN,
    );
    const lists = ['any', 'live', 'sandbox', 'loopback'] as const;
    expect(await Promise.all(lists.map((world) => listedIn(ledger, world)))).toEqual([
      ...[[ADA, BO, CY], [ADA, BO], [ADA, CY], [ADA]],
    ]);
  });
}

function describeBeside({ open, openForControl, home, later }: Bench): void {
  it('that come in beside the process that drives a run keep their people from its next offer', async () => {
    const ledger = await open();
    const { id } = await freezeRun(ledger, { members: [{ phones: [ADA, BO] }, { phones: [CY] }] });
    const control = await openForControl();
    await readWhole(control, [[saidBy(ADA)]], T0);
    expect(await ledger.offer(id, 1, OFFER)).toBe('outdated');
    expect(await ledger.withhold(id, 1, T0)).toEqual({ withheld: 1, contacted: 0, left: 1 });
    await control.addOptOuts([anEntry(CY)], ANN);
    expect(await ledger.offer(id, 1, OFFER)).toBe('offered');
    expect(await ledger.offer(id, 2, OFFER)).toBe('outdated');
    await control.removeOptOuts([CY], ANN);
    expect(await ledger.offer(id, 2, OFFER)).toBe('offered');
  });

  it('are written for a person whoever holds the epoch', async () => {
    await open();
    const control = await openForControl();
    await home().takeOver();
    expect(await control.addOptOuts([anEntry(ADA)], ANN)).toEqual({ added: 1, known: 0 });
    expect(await control.recordOptOuts('loopback', [saidBy(BO)], T0, true)).toBe(1);
    expect(await control.pruneOptOuts('loopback', ANN)).toBe(0);
  });

  it('are read as of one moment, beside a process that writes them', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA)], ANN);
    const reader = await home().openForReading();
    if (reader === null) throw new Error('there is no ledger to read');
    later(() => reader.close());
    const before = await collect(reader.optOuts('any'));
    await ledger.addOptOuts([anEntry(BO)], ANN);
    await readWhole(ledger, [[saidBy(CY)]], T0);
    expect(await collect(reader.optOuts('any'))).toEqual(before);
    expect(await reader.optOutsReadAt('loopback')).toBeNull();
    expect(await listedIn(ledger)).toEqual([ADA, BO, CY]);
  });
}
