import { describe, expect, it } from 'vitest';
import { BATCH_STATES, TAKEN_STATES } from '../../../src/core/batch.ts';
import type { FailedRecipient } from '../../../src/core/history.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { ProviderRejection, RemoteMessage } from '../../../src/core/provider.ts';
import { T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { collect } from '../../fakes/collect.ts';
import { bringTo, OFFER, RECORD, type Bench } from './bench.ts';

const FAILED = { status: 'DeliveryFailed', errorCode: 'SMS-CAR-431', updatedAt: T0 + 9000 } as const;

/** A message to the n-th number. */
function messageTo(index: number, more: Partial<RemoteMessage>): RemoteMessage {
  const to = `+${phones(1, index)[0] ?? 0}`;
  return aRemoteMessage({ id: `m${index}`, to, batchId: 'remote-1', ...more });
}

async function accept(
  ledger: Ledger,
  runId: number,
  rejected: readonly ProviderRejection[] = [],
): Promise<void> {
  await ledger.offer(runId, 1, OFFER);
  const batch = aRemoteBatch({ id: 'remote-1' });
  await ledger.recordOutcome(runId, 1, { to: 'accepted', batch, rejected }, RECORD);
}

async function failuresOf(ledger: Ledger, runId: number): Promise<FailedRecipient[]> {
  return (await collect(ledger.failedRecipients(runId))).flat();
}

export function describeFailures({ open }: Bench): void {
  describe('failed recipients', () => {
    it('are told with their text, their sender, the code, and when they were offered and failed', async () => {
      const ledger = await open();
      const texts = ['One', 'Two'];
      const run = await freezeRun(ledger, {
        members: [{ phones: phones(2), texts, from: OTHER_SENDER }],
      });
      await accept(ledger, run.id);
      await ledger.recordMessages(run.id, 1, [messageTo(2, FAILED)]);
      expect(await failuresOf(ledger, run.id)).toEqual([
        {
          line: 3,
          phone: phones(1, 2)[0],
          from: OTHER_SENDER,
          values: null,
          text: 'Two',
          segments: 1,
          errorCode: 'SMS-CAR-431',
          offeredAt: OFFER.at,
          failedAt: T0 + 9000,
          isTwin: false,
        },
      ]);
    });

    it.each(['Queued', 'Sent', 'Delivered', 'Pondering'])('are none that are %s', async (status) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await accept(ledger, run.id);
      await ledger.recordMessages(run.id, 1, [messageTo(1, { status })]);
      expect(await failuresOf(ledger, run.id)).toEqual([]);
    });

    it('are those of every status that is a failure, without a code too', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
      await accept(ledger, run.id);
      await ledger.recordMessages(run.id, 1, [
        messageTo(1, { status: 'SendingFailed', errorCode: null }),
        messageTo(2, { status: 'DeliveryFailed', errorCode: 'SMS-CAR-104' }),
      ]);
      const failures = await failuresOf(ledger, run.id);
      expect(failures.map(({ line, errorCode }) => [line, errorCode])).toEqual([
        [2, null],
        [3, 'SMS-CAR-104'],
      ]);
    });

    it('are those that were rejected in the reply, each once, from when they were offered', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
      const rejection = (index: number, errorCode: string | null): ProviderRejection => ({
        ...{ index, to: `+${phones(1, index)[0] ?? 0}`, errorCode, description: null },
      });
      await accept(ledger, run.id, [
        rejection(3, 'SMS-UP-500'),
        rejection(3, 'SMS-UP-500'),
        rejection(1, null),
        { index: 99, to: '+14155559999', errorCode: 'SMS-UP-500', description: null },
      ]);
      const failures = await failuresOf(ledger, run.id);
      expect(failures.map(({ line, errorCode, failedAt }) => [line, errorCode, failedAt])).toEqual([
        [2, null, OFFER.at],
        [4, 'SMS-UP-500', OFFER.at],
      ]);
    });

    it('are judged by their message where the reply rejected them all the same', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      const rejected = [1, 2].map((index) => ({
        ...{ index, to: null, errorCode: 'SMS-UP-500', description: null },
      }));
      await accept(ledger, run.id, rejected);
      await ledger.recordMessages(run.id, 1, [messageTo(1, { status: 'Delivered' }), messageTo(2, FAILED)]);
      expect(await failuresOf(ledger, run.id)).toMatchObject([{ line: 3, errorCode: FAILED.errorCode }]);
    });

    it('are none that have a second message which did not fail, and twins where both did', async () => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
      await accept(ledger, run.id);
      await ledger.recordMessages(run.id, 1, [
        messageTo(1, FAILED),
        messageTo(1, { id: 'twin', status: 'Sent' }),
        messageTo(2, FAILED),
        messageTo(2, { ...FAILED, id: 'other twin' }),
      ]);
      expect(await failuresOf(ledger, run.id)).toMatchObject([{ line: 3, isTwin: true }]);
    });

    it.each(BATCH_STATES)('of a batch that is %s are told only where it was taken', async (state) => {
      const ledger = await open();
      const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
      await bringTo(ledger, run.id, 1, state);
      await ledger.recordMessages(run.id, 1, [messageTo(1, FAILED)]);
      const failures = await failuresOf(ledger, run.id);
      expect(failures.map(({ isTwin }) => isTwin)).toEqual(
        TAKEN_STATES.includes(state) ? [state === 'duplicated'] : [],
      );
    });

    it('come batch by batch in the order of the plan, of this run and no other', async () => {
      const ledger = await open();
      const members = [phones(2, 30), phones(2, 10), phones(1, 20)].map((group) => ({ phones: group }));
      const run = await freezeRun(ledger, { members });
      const other = await freezeRun(ledger, {
        ...{ campaign: 'other', name: 'other-1', members: [{ phones: phones(1, 30) }] },
      });
      for (const batch of [1, 2, 3]) await bringTo(ledger, run.id, batch, 'accepted');
      await bringTo(ledger, other.id, 1, 'accepted', 'elsewhere');
      await ledger.recordMessages(run.id, 1, [messageTo(31, FAILED), messageTo(30, FAILED)]);
      await ledger.recordMessages(run.id, 3, [messageTo(20, FAILED)]);
      await ledger.recordMessages(other.id, 1, [messageTo(30, FAILED)]);
      const chunks = await collect(ledger.failedRecipients(run.id));
      expect(chunks.map((chunk) => chunk.map(({ phone }) => phone))).toEqual([phones(2, 30), phones(1, 20)]);
      expect(await failuresOf(ledger, other.id)).toMatchObject([{ phone: phones(1, 30)[0], from: SENDER }]);
    });
  });

  describe('a test run', () => {
    it('contacts nobody, and any other run does', async () => {
      const ledger = await open();
      const sketch = { members: [{ phones: phones(1) }] };
      const tested = await freezeRun(ledger, { ...sketch, isTest: true });
      await bringTo(ledger, tested.id, 1, 'accepted');
      expect(await ledger.hasContacts('loopback')).toBe(false);
      expect(await ledger.contactsOf('loopback', phones(1))).toEqual([]);
      // The name alone changes nothing.
      const real = await freezeRun(ledger, { ...sketch, campaign: 'test-a', name: 'test-a-1' });
      await bringTo(ledger, real.id, 1, 'accepted', 'other');
      expect(await ledger.contactsOf('loopback', phones(1))).toMatchObject([{ run: 'test-a-1' }]);
    });

    it('is in the way of none of its campaign, and another run is', async () => {
      const ledger = await open();
      const sketch = { campaign: 'test-a', members: [{ phones: phones(1) }] };
      const freeze = (name: string, isTest: boolean) => freezeRun(ledger, { ...sketch, name, isTest });
      expect(await freeze('test-a-1', true)).toMatchObject({ isTest: true });
      await freeze('test-a-2', true);
      expect(await freeze('test-a-3', false)).toMatchObject({ isTest: false });
      await freeze('test-a-4', true);
      await expect(freeze('test-a-5', false)).rejects.toThrow();
    });
  });
}
