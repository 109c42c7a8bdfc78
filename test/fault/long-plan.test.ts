import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import type * as DraftThread from '../../src/ledger/draft-thread.ts';
import type * as OpenLedger from '../../src/ledger/open.ts';
import { openFakeClock, T0 } from '../fakes/clock.ts';
import { phones, toColumns, toFrozenRun, toPlannedBatch } from '../fakes/frozen-run.ts';
import { QUICK } from '../harness/recipients.ts';
import { collect } from '../fakes/collect.ts';
import { it } from '../harness/stage.ts';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'ledger');
const load = async (name: string): Promise<unknown> => import(pathToFileURL(join(BUILT, name)).href);

/** Rows enough for a second thread; of every hundred one is a duplicate and one broken. */
function longFile(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    if (index % 100 === 99) return `+12125550,Broken ${index}\n`;
    const place = index % 100 === 98 ? index - 1 : index;
    return `+1212${2_200_000 + place},Name ${index}\n`;
  });
  return `phone,first_name\n${lines.join('')}`;
}

describe('a long plan, written by a second thread', () => {
  it('is the plan that one thread would have written, row by row', async ({ stage }) => {
    const { openLedger } = (await load('open.js')) as typeof OpenLedger;
    const { startWorker } = (await load('draft-thread.js')) as typeof DraftThread;
    const batches = Array.from({ length: 40 }, (_, index) => ({ phones: phones(500, 1 + 500 * index) }));
    const members = [...batches.entries()];
    let started = 0;
    const plan = async (name: string, isAlone: boolean) => {
      const directory = join(stage.directory, name);
      const ledger = openLedger(directory, 'campaign run', openFakeClock(), {
        startThread:
          isAlone || startWorker === null
            ? null
            : (seat) => {
                started += 1;
                return startWorker(seat);
              },
      });
      const draft = await ledger.beginDraft('spring', T0);
      for (const [index, batch] of members) {
        const position = batch.phones.map((_, at) => at + 1);
        await ledger.addRecipients(draft, toColumns(batch, 2 + 500 * index), {
          batch: batch.phones.map(() => index + 1),
          position,
        });
      }
      const run = await ledger.freeze(draft, toFrozenRun({ members: batches }), batches.map(toPlannedBatch));
      const rows = await collect(ledger.recipientRecords(run.id));
      await ledger.close();
      return { run, rows };
    };
    const shared = await plan('shared', false);
    expect(shared.rows).toHaveLength(20_000);
    expect(started).toBe(1);
    expect(shared).toEqual(await plan('alone', true));
  });

  it('counts each row in its place, and explains those it rejects', async ({ stage }) => {
    stage.write('long.csv', longFile(40_000));
    const { code, stdout } = await stage.run([
      ...['plan', 'long.csv', ...QUICK.slice(0, 4), '--json', '--max-invalid', '5%'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 40_000,
      recipients: 39_200,
      rejectedRows: { duplicate: 400, 'invalid-phone': 400 },
    });
  });

  it('that is killed leaves nothing: the next start plans anew, and texts each number once', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', longFile(30_000));
    const words = ['run', 'a.csv', ...QUICK, '--max-invalid', '5%', '--no-wait'];
    const killed = stage.start(words);
    await untilGrown(join(stage.directory, '.campaign', 'ledger.db-wal'), 1_500_000);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).stdout).toBe('');
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
    expect(await sandbox.posts()).toBe(0);
    const again = await stage.run(words);
    expect(again.code).toBe(0);
    const sent = (await sandbox.messages()).map(({ to }) => to);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent).toHaveLength(29_400);
  });
});

/** Resolves once a file is that large: the plan is being written by then. */
async function untilGrown(path: string, bytes: number): Promise<void> {
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < bytes) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
