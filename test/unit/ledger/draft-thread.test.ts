import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DefectError, LedgerError } from '../../../src/core/error.ts';
import type { DraftOrder } from '../../../src/ledger/draft-service.ts';
import { openDraftThread, type Thread } from '../../../src/ledger/draft-thread.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { packError, unpackError } from '../../../src/ledger/packed-error.ts';
import {
  packRecipients,
  packRejectedRows,
  storedRejectedRows,
  unpackRecipients,
  unpackRejectedRows,
} from '../../../src/ledger/row-parcel.ts';
import { openSql } from '../../../src/ledger/sql.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { startHere } from '../../fakes/draft-thread.ts';
import { phones, toColumns, toFrozenRun, toPlannedBatch } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const SEAT = { path: 'nowhere', epoch: 1 };
const END: DraftOrder = { what: 'end' };

/** A thread that answers as the test says, and tells whether it keeps the process alive. */
function fakeThread() {
  const events = new EventEmitter();
  const orders: DraftOrder[] = [];
  let isHeld = true;
  const thread: Thread = {
    postMessage: (order) => void orders.push(order),
    on: (event: string, listener: (value: never) => void) =>
      events.on(event, listener as (value: unknown) => void),
    ref: () => {
      isHeld = true;
    },
    unref: () => {
      isHeld = false;
    },
  };
  return { thread, orders, events, isHeld: () => isHeld };
}

describe('a parcel of rows', () => {
  it('holds what was put into it: nulls, empty strings and signs of every kind', () => {
    const rows = {
      line: [2, 4_000_000_000, 4],
      phone: [14_155_550_001, 999_999_999_999_999, 1],
      segments: [1, 16, 0],
      batch: [1, 1, 100_000],
      position: [1, 2, 10_000],
      values: ['Ann\u001f1', '', null],
      text: [null, '😀 \u0000 “', ''],
    };
    const parcel = structuredClone(packRecipients(7, rows));
    expect(parcel.draft).toBe(7);
    const { line, phone, segments, batch, position, ...strings } = unpackRecipients(parcel);
    const numbers = { line, phone, segments, batch, position };
    const plain = Object.fromEntries(Object.entries(numbers).map(([name, list]) => [name, Array.from(list)]));
    expect({ ...plain, ...strings }).toEqual(rows);
  });

  it('holds rejected rows with all their cells', () => {
    const cells = ['x', '', '"', ',😀'];
    const rejected = [{ line: 9, phone: '12', code: 'invalid-phone', reason: 'too short', cells }] as const;
    const { line, ...strings } = unpackRejectedRows(
      structuredClone(packRejectedRows(7, storedRejectedRows(rejected))),
    );
    expect([...Array.from(line), strings]).toEqual([
      9,
      {
        phone: ['12'],
        code: ['invalid-phone'],
        reason: ['too short'],
        cells: [JSON.stringify(cells)],
      },
    ]);
  });
});

describe('an error that crosses threads', () => {
  it('is the same to whoever catches it', () => {
    const cause = Object.assign(new Error('disk I/O error'), { errcode: 778 });
    const crossed = unpackError(structuredClone(packError(new LedgerError('disk', 'no', { cause }))));
    expect(crossed).toBeInstanceOf(LedgerError);
    expect(crossed).toMatchObject({ failure: 'disk', message: 'no', cause: { errcode: 778 } });
    const locked = unpackError(packError(new LedgerError('locked', 'taken over')));
    expect(locked).toMatchObject({ failure: 'locked', message: 'taken over' });
    const defect = new DefectError('a number twice');
    expect(unpackError(packError(defect))).toMatchObject({ name: 'DefectError', message: defect.message });
  });
});

describe('the second thread of a plan', () => {
  it('keeps the process alive only while it has something to do, and answers in order', async () => {
    const { thread, events, isHeld } = fakeThread();
    const { tell } = openDraftThread(() => thread, SEAT);
    expect(isHeld()).toBe(false);
    const [first, second] = [tell(END), tell(END)];
    expect(isHeld()).toBe(true);
    events.emit('message', { what: 'failed', error: packError(new LedgerError('disk', 'full')) });
    await expect(first).rejects.toMatchObject({ failure: 'disk' });
    expect(isHeld()).toBe(true);
    events.emit('message', { what: 'done' });
    await second;
    expect(isHeld()).toBe(false);
  });

  it.each([
    ['fails', 'error', /has failed: out of memory/],
    ['ends too early', 'exit', /has ended/],
  ])('that %s leaves nobody waiting, now or later', async (_, event, message) => {
    const { thread, orders, events } = fakeThread();
    const { tell } = openDraftThread(() => thread, SEAT);
    const waiting = tell(END);
    events.emit(event, new Error('out of memory'));
    await expect(waiting).rejects.toThrow(message);
    await expect(tell(END)).rejects.toThrow(message);
    expect(orders).toHaveLength(1);
  });
});

describe('a ledger with a second thread', () => {
  const newDirectory = useDirectories();
  const open = (options: Parameters<typeof openLedger>[3]) =>
    openLedger(join(newDirectory(), '.campaign'), 'campaign run', openFakeClock(), options);

  it('starts it for a draft that is long enough, once', async () => {
    let started = 0;
    const ledger = open({
      rowsAlone: 3,
      startThread: (seat) => {
        started += 1;
        return startHere(seat);
      },
    });
    const draft = await ledger.beginDraft('spring', T0);
    const add = (count: number, batch: number, first: number) =>
      ledger.addRecipients(draft, toColumns({ phones: phones(count, first) }, first), {
        batch: Array.from({ length: count }, () => batch),
        position: Array.from({ length: count }, (_, index) => index + 1),
      });
    await add(3, 1, 1);
    expect(started).toBe(0);
    await Promise.all([add(2, 2, 4), add(1, 3, 6)]);
    expect(started).toBe(1);
    const members = [{ phones: phones(3) }, { phones: phones(2, 4) }, { phones: phones(1, 6) }];
    const run = await ledger.freeze(draft, toFrozenRun({ members }), members.map(toPlannedBatch));
    expect(run.recipients).toBe(6);
    await ledger.close();
  });

  it('writes nothing more once the thread has met a disk that fails', async () => {
    const { thread, events } = fakeThread();
    const ledger = open({ rowsAlone: 0, startThread: () => thread });
    const draft = await ledger.beginDraft('spring', T0);
    const adding = ledger.addRecipients(draft, toColumns({ phones: phones(1) }), {
      batch: [1],
      position: [1],
    });
    const cause = Object.assign(new Error('disk I/O error'), { errcode: 10 });
    events.emit('message', { what: 'failed', error: packError(new LedgerError('disk', 'no', { cause })) });
    await expect(adding).rejects.toMatchObject({ failure: 'disk' });
    events.emit('exit');
    await expect(ledger.discardDraft(draft)).rejects.toThrow(/nothing more is written/);
    await ledger.close();
  });
});

describe('orders that wait for the second thread', () => {
  const newDirectory = useDirectories();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  async function openDraft() {
    const directory = join(newDirectory(), '.campaign');
    const ledger = openLedger(directory, 'campaign run', openFakeClock(), {
      rowsAlone: 0,
      startThread: startHere,
    });
    const draft = await ledger.beginDraft('spring', T0);
    const reader = openSql(join(directory, 'ledger.db'), {});
    const written: number[] = [];
    const add = async (position: number): Promise<void> => {
      const columns = toColumns({ phones: phones(1, position) }, position);
      await ledger.addRecipients(draft, columns, { batch: [1], position: [position] });
      written.push(reader.get<{ n: number }>('SELECT count(*) AS n FROM recipient')?.n ?? 0);
    };
    const close = async (): Promise<void> => {
      reader.close();
      await ledger.close();
    };
    return { ledger, draft, add, written, close };
  }

  it('are few for a moment only, and are written together', async () => {
    const { add, written, close } = await openDraft();
    const adding = Promise.all([add(1), add(2), add(3)]);
    while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(20);
    await adding;
    expect(written).toEqual([3, 3, 3]);
    await close();
  });

  it('are written at once when they are many', async () => {
    const { add, written, close } = await openDraft();
    await Promise.all(Array.from({ length: 20 }, (_, index) => add(index + 1)));
    expect(written).toEqual(Array.from({ length: 20 }, () => 20));
    await close();
  });

  it('are written at once when there are no more', async () => {
    const { ledger, draft, add, written, close } = await openDraft();
    const adding = Promise.all([add(1), add(2)]);
    const members = [{ phones: phones(2) }];
    const run = await ledger.freeze(draft, toFrozenRun({ members }), members.map(toPlannedBatch));
    await adding;
    expect(written).toEqual([2, 2]);
    expect(run.recipients).toBe(2);
    await close();
  });
});
