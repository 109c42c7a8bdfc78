import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { examineLedger } from '../../../src/ledger/examine.ts';
import { openLedger, openLedgerForReading } from '../../../src/ledger/open.ts';
import { DAY, openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
const COUNT = 400;
const NUMBERS = phones(COUNT);
const NOW = { at: T0 + 100 * DAY, who: 'ann@desk' };
/** Nowhere else in a ledger. */
const TEXT = 'Wilhelmina, your balance is 4711.08';

function open(directory: string): Ledger {
  return openLedger(directory, 'campaign purge', openFakeClock());
}

/** A finished run whose numbers stand in every table that takes one. */
async function endedRun(ledger: Ledger): Promise<Run> {
  const members = [{ phones: NUMBERS, texts: NUMBERS.map((phone) => `${TEXT} ${phone}`) }];
  const row = {
    line: 9,
    phone: '+14155559999',
    code: 'duplicate',
    reason: '"+14155559999" is',
    cells: [TEXT],
  } as const;
  const run = await freezeRun(ledger, { members, rejected: [row], template: { pieces: [TEXT] } });
  await ledger.offer(run.id, 1, { at: T0, bodySha256: 'c', isResend: false });
  const rejected = [{ index: 1, to: `+${NUMBERS[0] ?? 0}`, errorCode: 'X', description: TEXT }];
  const record = { at: T0, status: 201, errorCode: null, requestId: null };
  await ledger.recordOutcome(
    run.id,
    1,
    { to: 'accepted', batch: aRemoteBatch({ id: 'b1' }), rejected },
    record,
  );
  await ledger.recordMessages(
    ...([
      run.id,
      1,
      NUMBERS.slice(1).map((phone) =>
        aRemoteMessage({ id: `m${phone % 10_000}`, to: `+${phone}`, status: 'Delivered' }),
      ),
    ] as const),
  );
  await ledger.settle(run.id, 1, T0, 'final');
  await ledger.finish(run.id, T0);
  return run;
}

/** Which of the words stand in any file of the directory, as bytes. */
function findBytes(directory: string, words: readonly string[]): string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const bytes = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return words.filter((word) => bytes.some((content) => content.includes(word)));
}

/** A number as text, and as SQLite stores an integer of its size: six bytes, the highest first. */
function isIn(directory: string, phone: number): boolean {
  const packed = Buffer.alloc(6);
  packed.writeUIntBE(phone, 0, 6);
  return readdirSync(directory)
    .filter((name) => name.startsWith('ledger.db'))
    .some((name) => {
      const content = readFileSync(join(directory, name));
      return content.includes(packed) || content.includes(String(phone));
    });
}

describe('a purged ledger', () => {
  it('holds no byte of a number or a text in any of its files', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await endedRun(ledger);
    expect(NUMBERS.filter((phone) => !isIn(directory, phone))).toEqual([]);
    expect(findBytes(directory, [TEXT, '14155559999'])).toHaveLength(2);
    await ledger.purgeRun(run.id, NOW);
    await ledger.erase();
    expect(statSync(join(directory, 'ledger.db-wal')).size).toBeLessThan(100_000);
    expect(NUMBERS.filter((phone) => isIn(directory, phone))).toEqual([]);
    expect(findBytes(directory, [TEXT, 'Wilhelmina', '14155559999'])).toEqual([]);
    await ledger.close();
    expect(NUMBERS.filter((phone) => isIn(directory, phone))).toEqual([]);
  });

  it('says so where another process keeps the log from being emptied, and ends it the next time', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await endedRun(ledger);
    const reader = openLedgerForReading(directory);
    await reader?.listRuns();
    await ledger.purgeRun(run.id, NOW);
    await expect(ledger.erase()).rejects.toMatchObject({ failure: 'locked' });
    await reader?.close();
    expect((await ledger.purgeSurvey(NOW.at, NOW.at)).isErasing).toBe(true);
    await ledger.erase();
    expect(NUMBERS.filter((phone) => isIn(directory, phone))).toEqual([]);
    await ledger.close();
  });

  it('takes no change of a purged run by any other hand', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await endedRun(ledger);
    await ledger.purgeRun(run.id, NOW);
    await ledger.close();
    const database = openDatabase(join(directory, 'ledger.db'));
    for (const statement of [
      'UPDATE run SET purged_at = NULL',
      `UPDATE recipient SET phone = ${NUMBERS[0] ?? 0} WHERE position = 1`,
      "UPDATE recipient SET text = 'x' WHERE position = 1",
      'UPDATE recipient SET line = 1 WHERE position = 1',
      "UPDATE journal SET detail = 'x'",
      "UPDATE journal SET who = 'x'",
      "UPDATE provider_rejection SET phone = '1'",
    ]) {
      expect(() => {
        database.exec(statement);
      }, statement).toThrow();
    }
    database.close();
  });
});

describe('the key of the hashes', () => {
  async function purged(): Promise<string> {
    const directory = newDirectory();
    const ledger = open(directory);
    await ledger.purgeRun((await endedRun(ledger)).id, NOW);
    await ledger.close();
    return directory;
  }
  const key = (directory: string): string => join(directory, 'hash.key');

  it('is 32 bytes that nobody else may read, and another one in another workspace', async () => {
    const [one, other] = [await purged(), await purged()];
    expect(statSync(key(one)).mode & 0o777).toBe(0o600);
    expect(readFileSync(key(one))).toHaveLength(32);
    expect(readFileSync(key(one))).not.toEqual(readFileSync(key(other)));
  });

  it('is made by the first purge, and by no other start', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    await endedRun(ledger);
    await ledger.contactsOf('loopback', NUMBERS);
    await ledger.close();
    expect(readdirSync(directory)).not.toContain('hash.key');
  });

  it.each([
    ['lost', (path: string) => rmSync(path)],
    ['another one', (path: string) => writeFileSync(path, Buffer.alloc(32, 7))],
    ['cut off', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 20))],
  ])('that is %s stops every plan, and is never made anew', async (_, spoil) => {
    const directory = await purged();
    spoil(key(directory));
    const ledger = open(directory);
    const isDamage = { failure: 'damaged', message: expect.stringContaining('from a backup') as string };
    await expect(ledger.contactsOf('loopback', NUMBERS.slice(0, 1))).rejects.toMatchObject(isDamage);
    await expect(ledger.recipientsAmong(1, NUMBERS.slice(0, 1))).rejects.toMatchObject(isDamage);
    const source = { campaign: 'x', world: 'live', sourceSha256: 'x', settingsSha256: 'y' } as const;
    await expect(ledger.findRunBySource(source)).rejects.toMatchObject(isDamage);
    const next = await freezeRun(ledger, {
      name: 'other-1',
      campaign: 'other',
      members: [{ phones: [1_415_555] }],
    });
    expect(next.purgedAt).toBeNull();
    // Reports need no key.
    expect((await ledger.findRun('spring-0123456789'))?.purgedAt).toBe(NOW.at);
    await ledger.close();
    expect(() => examineLedger(directory)).toThrow('hash.key');
  });

  it('that a killed purge left unused is used by the next one', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await endedRun(ledger);
    writeFileSync(key(directory), Buffer.alloc(32, 9), { mode: 0o600 });
    await ledger.purgeRun(run.id, NOW);
    expect(readFileSync(key(directory))).toEqual(Buffer.alloc(32, 9));
    expect(await ledger.contactsOf('loopback', NUMBERS.slice(0, 2))).toHaveLength(2);
    await ledger.close();
  });
});
