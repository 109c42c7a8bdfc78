import { describe, expect, it } from 'vitest';
import type { OptOutEditor } from '../../../src/core/opt-out.ts';
import type { World } from '../../../src/core/run.ts';
import { MINUTE, T0 } from '../../fakes/clock.ts';
import { phones } from '../../fakes/frozen-run.ts';
import { saidBy, anEntry, listedIn, readWhole } from '../../fakes/opt-outs.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { ANN, type Bench } from './bench.ts';

const [ADA = 0, BO = 0, CY = 0] = phones(3);
const [OURS, OTHER] = [Number(SENDER.slice(1)), Number(OTHER_SENDER.slice(1))];
const BOB = { at: T0 + 2 * MINUTE, who: 'bob@desk' };

async function untold(ledger: OptOutEditor, world: World, from = OURS): Promise<number[]> {
  return (await collect(ledger.untoldOptOuts(world, from))).flat().map(({ phone }) => phone);
}

export function describeOptOutReadings(bench: Bench): void {
  describe('opt-outs and the provider', () => {
    describeReadings(bench);
    describeTelling(bench);
  });
}

function describeReadings({ open, home }: Bench): void {
  it('of the provider’s list count, and say when the provider showed them last', async () => {
    const ledger = await open();
    expect(await ledger.optOutsReadAt('loopback')).toBeNull();
    const everywhere = saidBy(BO, { from: null });
    expect(await readWhole(ledger, [[saidBy(ADA)], [everywhere]], T0)).toBe(2);
    expect(await readWhole(ledger, [[saidBy(ADA), saidBy(CY)]], T0 + MINUTE)).toBe(1);
    const entry = { from: OURS, world: 'loopback', source: 'provider' };
    expect((await collect(ledger.optOuts('loopback'))).flat()).toEqual([
      { ...entry, phone: ADA, at: T0, seenAt: T0 + MINUTE },
      { ...entry, phone: BO, from: 0, at: T0, seenAt: T0 },
      { ...entry, phone: CY, at: T0 + MINUTE, seenAt: T0 + MINUTE },
    ]);
    expect(await ledger.optOutsReadAt('loopback')).toBe(T0 + MINUTE);
    expect(await ledger.optOutsReadAt('live')).toBeNull();
    const log = await home().optOutLog();
    expect(log.map(({ phone, who }) => [phone, who])).toEqual([ADA, BO, CY].map((phone) => [phone, null]));
  });

  it('mark what was learned elsewhere as seen, and leave its source and its time', async () => {
    const ledger = await open();
    const entry = anEntry(ADA, { from: OURS, world: 'loopback', source: 'SMS-CAR-413' });
    await ledger.addOptOuts([entry], ANN);
    expect(await readWhole(ledger, [[saidBy(ADA)]], T0 + MINUTE)).toBe(0);
    expect(await ledger.findOptOuts([ADA])).toEqual([{ ...entry, at: ANN.at, seenAt: T0 + MINUTE }]);
  });

  it('take nobody back: neither an opt-in in it nor an absence from it', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA)], ANN);
    await readWhole(ledger, [[saidBy(BO)]], T0);
    await readWhole(
      ledger,
      [[saidBy(ADA, { status: 'OptIn' }), saidBy(BO, { status: 'OptIn' })]],
      T0 + MINUTE,
    );
    expect(await listedIn(ledger)).toEqual([ADA, BO]);
  });

  it('that are no longer in a whole list are taken back only when a person says so, and logged', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(CY, { world: 'loopback' })], ANN);
    await readWhole(ledger, [[saidBy(ADA), saidBy(BO)]], T0);
    await readWhole(ledger, [[saidBy(ADA)]], T0, 'live');
    await ledger.recordOptOuts('loopback', [saidBy(ADA)], T0 + MINUTE, false);
    expect(await ledger.countDelisted('loopback')).toBe(0);
    await ledger.recordOptOuts('loopback', [], T0 + MINUTE, true);
    expect(await listedIn(ledger, 'loopback')).toEqual([ADA, BO, CY]);
    expect([await ledger.countDelisted('loopback'), await ledger.countDelisted('live')]).toEqual([1, 0]);
    expect([await ledger.pruneOptOuts('loopback', BOB), await ledger.countDelisted('loopback')]).toEqual([
      1, 0,
    ]);
    expect(await listedIn(ledger, 'loopback')).toEqual([ADA, CY]);
    expect((await home().optOutLog()).at(-1)).toEqual({
      ...{ phone: BO, from: OURS, world: 'loopback', act: 'removed', source: 'provider' },
      ...BOB,
    });
  });

  it('by two processes at once: what either saw since the last whole one began stays', async () => {
    const ledger = await open();
    await readWhole(ledger, [[saidBy(ADA), saidBy(BO)]], T0);
    await ledger.recordOptOuts('loopback', [saidBy(ADA)], T0 + 1, false);
    await ledger.recordOptOuts('loopback', [saidBy(ADA)], T0 + 2, false);
    // The first reading turns its page after the second one began, and sees somebody who said it meanwhile.
    await ledger.recordOptOuts('loopback', [saidBy(CY)], T0 + 3, false);
    await ledger.recordOptOuts('loopback', [], T0 + 2, true);
    await ledger.pruneOptOuts('loopback', ANN);
    expect(await listedIn(ledger)).toEqual([ADA, CY]);
  });

  it('after the clock was set back take nobody back who was seen before', async () => {
    const ledger = await open();
    await readWhole(ledger, [[saidBy(ADA), saidBy(BO)]], T0 + MINUTE);
    await readWhole(ledger, [[saidBy(ADA)]], T0);
    expect(await ledger.countDelisted('loopback')).toBe(0);
    expect((await ledger.findOptOuts([ADA]))[0]?.seenAt).toBe(T0 + MINUTE);
  });
}

function describeTelling({ open }: Bench): void {
  it('that the provider was not told are those learned elsewhere, of that world and that number of ours', async () => {
    const ledger = await open();
    await readWhole(ledger, [[saidBy(ADA)]], T0);
    await ledger.addOptOuts(
      [
        anEntry(ADA),
        anEntry(BO, { source: 'import' }),
        anEntry(BO, { from: OURS }),
        anEntry(CY, { from: OTHER, world: 'loopback', source: 'SMS-CAR-413' }),
      ],
      ANN,
    );
    expect(await untold(ledger, 'loopback')).toEqual([BO]);
    expect(await untold(ledger, 'loopback', OTHER)).toEqual([ADA, BO, CY]);
    expect(await untold(ledger, 'live')).toEqual([ADA, BO]);
    expect(await untold(ledger, 'live', OTHER)).toEqual([ADA, BO]);
  });

  it('that it took are told, for that number of ours and in that world only, and not pruned', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA), anEntry(BO)], ANN);
    const told = anEntry(ADA, { from: OURS, world: 'loopback', isSeen: true });
    expect(await ledger.addOptOuts([told], BOB)).toEqual({ added: 1, known: 0 });
    expect(await untold(ledger, 'loopback')).toEqual([BO]);
    expect(await untold(ledger, 'loopback', OTHER)).toEqual([ADA, BO]);
    expect(await untold(ledger, 'live')).toEqual([ADA, BO]);
    await readWhole(ledger, [], BOB.at + MINUTE);
    expect(await ledger.pruneOptOuts('loopback', ANN)).toBe(0);
    expect(await untold(ledger, 'loopback')).toEqual([BO]);
  });

  it('for all of our numbers are at the provider when it has one of them, of any world when it is the live one', async () => {
    const ledger = await open();
    await ledger.addOptOuts([anEntry(ADA), anEntry(BO), anEntry(CY, { world: 'loopback' })], ANN);
    await readWhole(ledger, [[saidBy(ADA), saidBy(CY)]], T0);
    await readWhole(ledger, [[saidBy(BO)]], T0 + 1, 'live');
    const entries = (await ledger.findOptOuts([ADA, BO, CY])).filter(({ from }) => from === 0);
    expect(entries.map(({ phone, seenAt }) => [phone, seenAt])).toEqual([
      [ADA, null],
      [BO, T0 + 1],
      [CY, T0],
    ]);
  });

  it('come at most 1000 at once, each number once, also while they are told', async () => {
    const ledger = await open();
    const many = phones(2500);
    await ledger.addOptOuts(
      many.map((phone) => anEntry(phone)),
      ANN,
    );
    await ledger.addOptOuts(
      many.slice(990, 1010).map((phone) => anEntry(phone, { from: OURS })),
      ANN,
    );
    const sizes: number[] = [];
    for await (const chunk of ledger.untoldOptOuts('live', OURS)) {
      sizes.push(chunk.length);
      await ledger.addOptOuts(
        chunk.map(({ phone, source }) => ({ phone, from: OURS, world: 'live', source, isSeen: true })),
        BOB,
      );
    }
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(await untold(ledger, 'live')).toEqual([]);
  });
}
