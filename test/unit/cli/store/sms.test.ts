import { describe, expect, it } from 'vitest';
import { findTwins, searchSms } from '../../../../src/cli/store/sms/find-sms.ts';
import { followSms } from '../../../../src/cli/store/sms/follow-sms.ts';
import type { Clock } from '../../../../src/core/clock.ts';
import { ProviderError } from '../../../../src/core/error.ts';
import type {
  IdOutcome,
  MailboxMessage,
  MailboxQuery,
  MessageStore,
} from '../../../../src/core/message-store.ts';

const SMS = { from: '+16505550111', to: '+14155550101', text: 'We open at 9' };
const NOW = Date.UTC(2026, 10, 28, 9);

function message(id: string, parts: Partial<MailboxMessage> = {}): MailboxMessage {
  return {
    ...{ id, conversationId: null, type: 'SMS', direction: 'Outbound', from: SMS.from, to: [SMS.to] },
    ...{ status: 'Queued', errorCode: null, segments: 1, readStatus: 'Read', availability: 'Alive' },
    ...{ createdAt: NOW, updatedAt: NOW, text: SMS.text, attachments: [], ...parts },
  };
}

/** A clock whose sleeps pass at once. */
function openClock(): Clock & { readonly slept: () => number } {
  let at = 0;
  return {
    now: () => NOW + at,
    monotonic: () => at,
    sleep: (ms) => {
      at += ms;
      return Promise.resolve();
    },
    slept: () => at,
  };
}

/** A store whose n-th look shows the n-th list, and the last one from then on; null: that look fails. */
function openStore(...looks: (readonly MailboxMessage[] | null)[]) {
  const queries: MailboxQuery[] = [];
  const store: Pick<MessageStore, 'list'> = {
    // eslint-disable-next-line @typescript-eslint/require-await -- the port's pages come one after another
    async *list(query) {
      const records = looks[Math.min(queries.length, looks.length - 1)];
      queries.push(query);
      if (records == null) throw new ProviderError('down', { failure: 'unreachable', call: 'GET' });
      yield { records, nextPageToken: null };
    },
  };
  return { store, queries };
}

const search = (store: Pick<MessageStore, 'list'>, before: readonly string[], clock = openClock()) =>
  searchSms(store, SMS, { before: new Set(before), now: NOW }, clock, new AbortController().signal);

describe('an SMS whose answer was lost', () => {
  it('is the one new message that is Outbound, between these numbers, with this text', async () => {
    const others = [
      message('1', { direction: 'Inbound' }),
      message('2', { text: 'We open at 10' }),
      message('3', { from: '+16505550112' }),
      message('4', { to: ['+14155550102'] }),
    ];
    const { store } = openStore([...others, message('5')]);
    expect(await search(store, [])).toMatchObject({ kind: 'found', message: { id: '5' } });
  });

  it('is not one that was there before', async () => {
    const { store, queries } = openStore([message('5')]);
    const clock = openClock();
    expect(await search(store, ['5'], clock)).toEqual({ kind: 'nothing' });
    expect([queries.length, clock.slept()]).toEqual([5, 37_000]);
  });

  it('is found when it shows up late, past looks that fail', async () => {
    const { store, queries } = openStore(null, [], null, [message('5')]);
    expect(await search(store, [])).toMatchObject({ kind: 'found', message: { id: '5' } });
    expect(queries).toHaveLength(4);
  });

  it('is for a person to tell where two may be it', async () => {
    const { store } = openStore([message('6'), message('5')]);
    expect(await search(store, [])).toEqual({ kind: 'several', ids: ['6', '5'] });
  });

  it('is looked for by number and time, among the deleted as well', async () => {
    const { store, queries } = openStore([]);
    await findTwins(store, SMS, NOW);
    const day = 24 * 60 * 60 * 1000;
    expect(queries).toEqual([
      {
        ...{ dateFrom: NOW - day, dateTo: NOW + day, phoneNumber: SMS.to, directions: ['Outbound'] },
        availabilities: ['Alive', 'Deleted', 'Purged'],
      },
    ]);
  });
});

describe('the status of an SMS', () => {
  const follow = async (statuses: readonly (string | null)[], forMs: number) => {
    let looks = 0;
    const store: Pick<MessageStore, 'read'> = {
      // eslint-disable-next-line @typescript-eslint/require-await -- the port's outcomes come one after another
      async *read([id = '']): AsyncGenerator<readonly IdOutcome[]> {
        const status = statuses[Math.min(looks++, statuses.length - 1)] ?? null;
        if (status === null) throw new ProviderError('down', { failure: 'unreachable', call: 'GET' });
        yield [{ id, status: 200, message: message(id, { status }), errorCode: null, reason: null }];
      },
    };
    const told: (string | null)[] = [];
    const ports = { clock: openClock(), interrupt: new AbortController().signal };
    const last = await followSms(store, message('5'), forMs, ports, ({ status }) => told.push(status));
    return { told, last: last.status, slept: ports.clock.slept() };
  };

  it('is followed to its end, past looks that fail, and each is told once', async () => {
    const { told, last } = await follow(['Queued', null, 'Sent', 'Sent', 'Delivered'], 120_000);
    expect(told).toEqual(['Queued', 'Sent', 'Delivered']);
    expect(last).toBe('Delivered');
  });

  it('is left when the time is over', async () => {
    expect(await follow(['Sent'], 30_000)).toEqual({ told: ['Queued', 'Sent'], last: 'Sent', slept: 30_000 });
  });
});
