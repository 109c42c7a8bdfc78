import { expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { hashText } from '../../../src/core/text-hash.ts';
import { DAY, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones, type RunSketch } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, OTHER_SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { ANN, bringTo, OFFER, RECORD, REFUSED, type Bench } from './bench.ts';
import { batchRecipients } from '../../fakes/batch-recipients.ts';

const [ONE = 0, TWO = 0, THREE = 0] = phones(3);
const LATER = { at: T0 + 100 * DAY, who: 'ann@desk' };
const REJECTED = [
  { line: 8, phone: 'Anna 415', code: 'invalid-phone', reason: '"Anna 415" is short', cells: ['Anna 415'] },
  { line: 9, phone: '+14155550001', code: 'opted-out', reason: 'it has opted out', cells: ['Anna', 'x'] },
] as const;

/** A run at its end: one was delivered to, one rejected in the reply, one's message failed. */
async function endedRun(ledger: Ledger, more: Partial<RunSketch> = {}, isFinal = true): Promise<Run> {
  const members = [{ phones: [ONE, TWO, THREE], from: OTHER_SENDER, texts: ['Hi Anna', 'Hi Bob', 'Hi Cy'] }];
  const run = await freezeRun(ledger, { members, rejected: REJECTED, ...more });
  await ledger.offer(run.id, 1, OFFER);
  const rejected = [{ index: 2, to: `+${TWO}`, errorCode: 'SMS-VAL-1', description: `no +${TWO}` }];
  const batch = aRemoteBatch({ id: `remote-${run.name}` });
  await ledger.recordOutcome(run.id, 1, { to: 'accepted', batch, rejected }, RECORD);
  await ledger.recordMessages(run.id, 1, [
    aRemoteMessage({ id: 'm1', to: `+${ONE}`, status: isFinal ? 'Delivered' : 'Queued', cost: 5n }),
    aRemoteMessage({
      id: 'm3',
      to: `+${THREE}`,
      status: 'DeliveryFailed',
      errorCode: 'SMS-CAR-411',
      cost: 7n,
    }),
  ]);
  await ledger.recordLook(run.id, 1, { at: T0, isIdle: true, isMissing: false });
  await ledger.settle(run.id, 1, T0, 'final');
  await ledger.finish(run.id, T0);
  return (await ledger.findRun(run.name)) ?? run;
}

const CUT = T0 + 10 * DAY;

export function describePurge({ open, openForControl }: Bench): void {
  it('takes numbers, texts and cells, and leaves places, codes and sums', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    const before = await collect(ledger.recipientRecords(run.id));
    const batches = await collect(ledger.batchRecords(run.id));
    const spend = await ledger.readSpend(run.id);
    expect(await ledger.purgeRun(run.id, LATER)).toBe(true);
    const after = await collect(ledger.recipientRecords(run.id));
    expect(after).toEqual(
      before.map((record) => ({
        ...record,
        phone: '+1415•••••••',
        rejection: record.rejection === null ? null : { ...record.rejection, description: null },
      })),
    );
    expect(await collect(ledger.batchRecords(run.id))).toEqual(batches);
    expect(await ledger.readSpend(run.id)).toEqual(spend);
    expect(await ledger.countRejectedRows(run.id)).toEqual({ 'invalid-phone': 1, 'opted-out': 1 });
    expect(await collect(ledger.rejectedRows(run.id))).toEqual([
      { line: 8, phone: '', code: 'invalid-phone', reason: '', cells: [] },
      { line: 9, phone: '', code: 'opted-out', reason: 'it has opted out', cells: [] },
    ]);
    const purged = await ledger.findRun(run.name);
    expect(purged).toMatchObject({ purgedAt: LATER.at, reportedAt: null, template: { pieces: [] } });
    expect((await ledger.journal(run.id)).at(-1)).toMatchObject({ kind: 'purged', ...LATER });
  });

  it('still tells who had which text, when and from which sender', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    const order = (contacts: readonly { readonly phone: number }[]) =>
      [...contacts].sort((a, b) => a.phone - b.phone);
    const before = order(await ledger.contactsOf('loopback', [...phones(9)]));
    expect(before.map(({ phone }) => phone)).toEqual([ONE, TWO, THREE]);
    await ledger.purgeRun(run.id, LATER);
    const after = await ledger.contactsOf('loopback', [...phones(9)]);
    expect(order(after)).toEqual(before);
    expect(after).toContainEqual(expect.objectContaining({ phone: ONE, textHash: hashText('Hi Anna') }));
    expect(await ledger.contactsOf('live', [ONE])).toEqual([]);
    expect([await ledger.hasContacts('loopback'), await ledger.hasContacts('live')]).toEqual([true, false]);
  });

  it('still tells which phones are its recipients, to who asks for one, and lists none', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    await ledger.purgeRun(run.id, LATER);
    expect(await collect(ledger.phonesOf(run.id))).toEqual([]);
    const asked = [THREE, 14_155_559_999, ONE];
    expect([...(await ledger.recipientsAmong(run.id, asked))].sort((a, b) => a - b)).toEqual([ONE, THREE]);
  });

  it('still finds the run by the file and the settings that it came from', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    await ledger.purgeRun(run.id, LATER);
    const source = { campaign: 'spring', world: 'loopback', settingsSha256: 'b'.repeat(64) } as const;
    expect((await ledger.findRunBySource({ ...source, sourceSha256: 'a'.repeat(64) }))?.name).toBe(run.name);
    expect(await ledger.findRunBySource({ ...source, sourceSha256: 'c'.repeat(64) })).toBeNull();
  });

  it('takes nothing twice, and lets nothing back in', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    await ledger.purgeRun(run.id, LATER);
    const once = await collect(ledger.recipientRecords(run.id));
    expect(await ledger.purgeRun(run.id, { at: LATER.at + 1, who: 'bob' })).toBe(false);
    expect((await ledger.findRun(run.name))?.purgedAt).toBe(LATER.at);
    const late = aRemoteMessage({ id: 'm1', to: `+${ONE}`, status: 'DeliveryFailed' });
    await expect(ledger.recordMessages(run.id, 1, [late])).rejects.toThrow('is purged');
    await expect(collect(ledger.failedRecipients(run.id))).rejects.toThrow('is purged');
    await expect(batchRecipients(ledger, run.id, 1)).rejects.toThrow('is purged');
    expect(await collect(ledger.recipientRecords(run.id))).toEqual(once);
  });

  it('leaves opt-outs as they are', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    await ledger.addOptOuts([{ phone: ONE, from: 0, world: 'any', source: 'manual' }], ANN);
    const before = await collect(ledger.optOuts('loopback'));
    await ledger.purgeRun(run.id, LATER);
    await ledger.purgeLeftovers(CUT, LATER);
    expect(await collect(ledger.optOuts('loopback'))).toEqual(before);
  });

  it('is due for what ended, and got its last receipt, before the cut', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    const dueAt = async (cut: number) =>
      (await ledger.purgeSurvey(cut, LATER.at)).due.map(({ name }) => name);
    expect(await dueAt(T0)).toEqual([]);
    expect(await dueAt(CUT)).toEqual([run.name]);
    const late = aRemoteMessage({
      id: 'm1',
      to: `+${ONE}`,
      status: 'Delivered',
      updatedAt: CUT + 1,
      cost: 6n,
    });
    await ledger.recordMessages(run.id, 1, [late]);
    expect(await dueAt(CUT)).toEqual([]);
    expect(await dueAt(CUT + 2)).toEqual([run.name]);
    await ledger.purgeRun(run.id, LATER);
    expect(await dueAt(CUT + 2)).toEqual([]);
  });

  it.each([
    [
      'unfinished',
      { why: 'unfinished' },
      (ledger: Ledger) => freezeRun(ledger, { members: [{ phones: [ONE] }] }),
    ],
    ['not final', { why: 'not-final', messages: 1 }, (ledger: Ledger) => endedRun(ledger, {}, false)],
    ['in doubt', { why: 'unfinished' }, doubtfulRun],
  ] as const)('refuses a run that is %s, and says why it is kept', async (_, hold, make) => {
    const ledger = await open();
    const run = await make(ledger);
    const { due, held } = await ledger.purgeSurvey(LATER.at, LATER.at);
    expect(due).toEqual([]);
    expect(held).toMatchObject([{ run: { name: run.name }, hold }]);
    await expect(ledger.purgeRun(run.id, LATER)).rejects.toThrow('can not be purged');
    expect((await ledger.findRun(run.name))?.purgedAt).toBeNull();
  });

  it('keeps a cancelled run until it is followed to its end', async () => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: [ONE] }] });
    await (await openForControl()).cancel(run.id, ANN);
    expect((await ledger.purgeSurvey(LATER.at, LATER.at)).due).toEqual([]);
    await ledger.finish(run.id, T0);
    expect((await ledger.purgeSurvey(LATER.at, LATER.at)).due).toHaveLength(1);
    expect(await ledger.purgeRun(run.id, LATER)).toBe(true);
  });

  it('takes the words of the provider out of the journal, and keeps its kinds', async () => {
    const ledger = await open();
    const run = await freezeRun(ledger, { members: [{ phones: [ONE] }, { phones: [TWO] }] });
    await ledger.offer(run.id, 1, OFFER);
    await ledger.recordOutcome(run.id, 1, { ...REFUSED, reason: `no ${ONE}` } as typeof REFUSED, RECORD);
    await bringTo(ledger, run.id, 2, 'settled');
    await ledger.finish(run.id, T0);
    const before = await ledger.journal(run.id);
    await ledger.purgeRun(run.id, LATER);
    const after = await ledger.journal(run.id);
    expect(after.map(({ kind }) => kind)).toEqual([...before.map(({ kind }) => kind), 'purged']);
    expect(JSON.stringify(after)).not.toContain(String(ONE));
    expect(after.find(({ kind }) => kind === 'settled')?.detail).toBe('final');
  });

  it('takes old bad numbers and abandoned drafts, and keeps young ones', async () => {
    const ledger = await open();
    await endedRun(ledger);
    await ledger.beginDraft('summer', T0);
    const failedAt = (await collect(ledger.badNumbers('loopback'))).flat()[0]?.at ?? 0;
    expect(await ledger.purgeSurvey(failedAt, LATER.at)).toMatchObject({ badNumbers: 0, drafts: 1 });
    expect(await ledger.purgeSurvey(failedAt + 1, LATER.at)).toMatchObject({ badNumbers: 1 });
    await ledger.purgeLeftovers(failedAt + 1, LATER);
    expect(await collect(ledger.badNumbers('loopback'))).toEqual([]);
    expect(await ledger.purgeSurvey(failedAt + 1, LATER.at)).toMatchObject({ badNumbers: 0, drafts: 0 });
  });

  it('remembers that bytes are to be erased until they are', async () => {
    const ledger = await open();
    const run = await endedRun(ledger);
    const isErasing = async () => (await ledger.purgeSurvey(CUT, LATER.at)).isErasing;
    expect(await isErasing()).toBe(false);
    await ledger.purgeRun(run.id, LATER);
    expect(await isErasing()).toBe(true);
    await ledger.erase();
    expect(await isErasing()).toBe(false);
  });
}

async function doubtfulRun(ledger: Ledger): Promise<Run> {
  const run = await freezeRun(ledger, { members: [{ phones: [ONE] }] });
  await bringTo(ledger, run.id, 1, 'in_doubt');
  return run;
}
