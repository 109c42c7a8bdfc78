import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import type * as ClaimLedger from '../../src/ledger/claim.ts';
import type * as InspectAside from '../../src/ledger/inspect-aside.ts';
import type * as OpenLedger from '../../src/ledger/open.ts';
import { openFakeClock } from '../fakes/clock.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'ledger');
const load = async (name: string): Promise<unknown> => import(pathToFileURL(join(BUILT, name)).href);
const PAGE = 4096;
const WORDS = ['run', 'a.csv', ...QUICK, '--max-invalid', '100%', '--no-wait'];

/** Two recipients, and rows that are rejected with so much in them that the ledger is large. */
function heavyFile(): string {
  const note = 'x'.repeat(1000);
  const rows = Array.from({ length: 12_000 }, (_, index) => `12,Broken ${index} ${note}\n`);
  return smallFile(2) + rows.join('');
}

/** A run on the sandbox whose ledger is worth a thread of its own. */
async function openLargeRun(stage: Stage) {
  const sandbox = await stage.openSandbox();
  stage.write('a.csv', heavyFile());
  // A process: the driver of older Node.js versions keeps a called command's files open until they are collected.
  expect((await stage.start(WORDS).ended).code).toBe(0);
  const ledger = join(stage.directory, '.campaign', 'ledger.db');
  expect(readFileSync(ledger).length).toBeGreaterThan(10 * 1024 * 1024);
  return { sandbox, ledger };
}

function tearMiddle(file: string): Buffer {
  const bytes = readFileSync(file);
  const middle = PAGE * Math.floor(bytes.length / PAGE / 2);
  for (let page = middle; page < middle + 16 * PAGE; page += PAGE) bytes.fill(0x5a, page, page + PAGE / 2);
  writeFileSync(file, bytes);
  return bytes;
}

describe('a large ledger, looked at by a second thread', () => {
  it('that is torn is exit 12 before the provider is asked anything, and stays byte for byte', async ({
    stage,
  }) => {
    const { sandbox, ledger } = await openLargeRun(stage);
    const bytes = tearMiddle(ledger);
    const listState = (): string[] => readdirSync(join(stage.directory, '.campaign')).sort();
    const files = listState();
    const before = (await sandbox.calls()).total;
    for (const words of [WORDS, ['resume'], ['track']]) {
      const { code, stdout, stderr } = await stage.start([...words, '--quiet']).ended;
      expect({ words, code, stdout }).toEqual({ words, code: 12, stdout: '' });
      expect(stderr).toMatch(/^error: the ledger .*is damaged \(.*\): restore it from a backup/s);
      // The others read the ledger before they take the workspace.
      if (words === WORDS) expect(listState()).toEqual(files);
    }
    expect(readFileSync(ledger).equals(bytes)).toBe(true);
    expect((await sandbox.calls()).total).toBe(before);
  });

  it('that is sound is opened once the thread says so, and the run goes on', async ({ stage }) => {
    const { sandbox, ledger } = await openLargeRun(stage);
    const again = await stage.start(['track', '--json']).ended;
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ messages: { delivered: 2 } });
    expect(await sandbox.messages()).toHaveLength(2);

    const { claimLedger } = (await load('claim.js')) as typeof ClaimLedger;
    const { startInspector } = (await load('inspect-aside.js')) as typeof InspectAside;
    const { openClaimed } = (await load('open.js')) as typeof OpenLedger;
    const directory = join(ledger, '..');
    const said: string[] = [];
    const claim = claimLedger(directory, {
      startInspector: (place) => {
        const thread = startInspector?.(place);
        if (thread === undefined) throw new Error('the built program has no thread');
        thread.on('message', ({ what }) => said.push(what));
        return thread;
      },
    });
    const opened = await openClaimed(claim, 'campaign run', openFakeClock());
    expect(said).toEqual(['sound']);
    await opened.close();
  });

  it('that a start is interrupted over is as it was, and the next start goes on', async ({ stage }) => {
    const { sandbox, ledger } = await openLargeRun(stage);
    const interrupted = stage.start(['track']);
    await untilLocking(interrupted.child.pid, ledger);
    interrupted.child.kill('SIGINT');
    expect((await interrupted.ended).code).toBe(130);
    expect((await stage.start(['track']).ended).code).toBe(0);
    expect(await sandbox.messages()).toHaveLength(2);
  });
});

/** Resolves once a process has the workspace's lock in its hands, right before the look at the ledger. */
async function untilLocking(pid: number | undefined, ledger: string): Promise<void> {
  const lock = join(ledger, '..', 'lock.db');
  for (;;) {
    const opened = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    if (opened.includes(lock)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Null where it has been closed by now. */
function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
