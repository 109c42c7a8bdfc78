import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimLedger, type Claim } from '../../../src/ledger/claim.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import type { Inspector, StartInspector } from '../../../src/ledger/inspect-aside.ts';
import { openClaimed, openLedger } from '../../../src/ledger/open.ts';
import { openFakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { inspectHere } from '../../fakes/inspector.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
const PAGE = 4096;

describe('a claimed ledger that another thread looks at', () => {
  it('is not written to before the thread has found it sound, and opened then', async () => {
    const directory = await makeLedger();
    const { start, thread } = silentInspector();
    const claim = claimLarge(directory, start);
    const before = contentOf(directory);
    const opening = openClaimed(claim, 'campaign run', openFakeClock());
    let isOpen = false;
    void opening.then(() => {
      isOpen = true;
    });
    await turn();
    expect(isOpen).toBe(false);
    expect(contentOf(directory)).toEqual(before);
    thread.emit('message', { what: 'sound' });
    const ledger = await opening;
    expect(ledger.epoch).toBe(2);
    await ledger.close();
  });

  it('is opened over a real channel, as one that this thread looked at', async () => {
    const ledger = await openClaimed(
      claimLarge(await makeLedger(), inspectHere),
      'campaign run',
      openFakeClock(),
    );
    expect(await ledger.listRuns()).toHaveLength(1);
    await ledger.close();
  });

  it('is refused in the words of this thread where it is torn, its bytes as they were, and the lock let go', async () => {
    const directory = await makeLedger();
    tear(directory);
    const before = contentOf(directory);
    const alone = await failureOf(() => openLedger(directory, 'campaign run', openFakeClock()));
    expect(alone).toMatchObject({ failure: 'damaged' });
    for (let start = 1; start <= 2; start += 1) {
      const claim = claimLarge(directory, inspectHere);
      const aside = await failureOf(() => openClaimed(claim, 'campaign run', openFakeClock()));
      expect(aside).toMatchObject({ failure: 'damaged', message: (alone as Error).message });
    }
    expect(contentOf(directory)).toEqual(before);
  });

  it.each(['error', 'exit'])('is looked at by this thread when the other is lost (%s)', async (event) => {
    const directory = await makeLedger();
    tear(directory);
    const { start, thread } = silentInspector();
    const claim = claimLarge(directory, start);
    thread.emit(event, new Error('out of memory'));
    const found = await failureOf(() => openClaimed(claim, 'campaign run', openFakeClock()));
    expect(found).toMatchObject({ failure: 'damaged' });
  });

  it('is let go only when the thread has ended its look, and no later', async () => {
    const directory = await makeLedger();
    const { start, thread } = silentInspector();
    const released = claimLarge(directory, start).release();
    await turn();
    expect(await failureOf(() => claimLarge(directory, start))).toMatchObject({ failure: 'locked' });
    thread.emit('message', { what: 'sound' });
    await released;
    await openLedger(directory, 'campaign run', openFakeClock()).close();
  });

  it('is looked at by this thread alone where it is small, or is not there yet', async () => {
    const refuse: StartInspector = () => {
      throw new Error('a thread was started');
    };
    for (const directory of [await makeLedger(), join(newDirectory(), '.campaign')]) {
      const claim = claimLedger(directory, { startInspector: refuse });
      expect(claim.inspection).toBeNull();
      await (await openClaimed(claim, 'campaign run', openFakeClock())).close();
    }
  });
});

async function makeLedger(): Promise<string> {
  const directory = join(newDirectory(), '.campaign');
  const ledger = openLedger(directory, 'campaign run', openFakeClock());
  await freezeRun(ledger, { members: [{ phones: phones(3000) }] });
  await ledger.close();
  const database = openDatabase(join(directory, 'ledger.db'), { timeout: 1000 });
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  database.close();
  return directory;
}

/** A claim of a ledger that counts as large. */
function claimLarge(directory: string, start: StartInspector): Claim {
  return claimLedger(directory, { startInspector: start, bytesAlone: 1 });
}

/** A thread that says what the test lets it say. */
function silentInspector() {
  const thread = new EventEmitter();
  return { thread, start: (): Inspector => thread };
}

function tear(directory: string): void {
  const path = join(directory, 'ledger.db');
  const bytes = readFileSync(path);
  const middle = PAGE * Math.floor(bytes.length / PAGE / 2);
  writeFileSync(path, bytes.fill(0x5a, middle, middle + PAGE / 2));
}

/** Every byte; an empty log is none: the driver of older Node.js versions removes it whenever the collector runs. */
function contentOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => ['ledger.db', 'ledger.db-wal'].includes(name));
  const contents = names.map((name) => [name, readFileSync(join(directory, name), 'base64')] as const);
  return Object.fromEntries(contents.filter(([, content]) => content !== ''));
}

/** Lets everything go on that can. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
