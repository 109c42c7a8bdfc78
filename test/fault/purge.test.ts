import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { findLeaks } from '../harness/find-leaks.ts';
import type { Launch } from '../harness/program.ts';
import { deliverable, SENDER } from '../harness/recipients.ts';
import { brokenControls, readReportFiles, readReports } from '../harness/reports.ts';
import { compareReports } from '../harness/same-reports.ts';
import { it, type Stage } from '../harness/stage.ts';

const CAMPAIGNS = ['a', 'b', 'c'] as const;
const EACH = 8;
const LATER = join(import.meta.dirname, '..', 'harness', 'later.mjs');
const PURGE = ['purge', '--older-than', '90d', '--yes'];
const KILLS = 6;
const OWN = ['.campaign', 'reports'];

/** Three campaigns at their end, to people of their own. */
async function sendAll(stage: Stage): Promise<void> {
  await stage.openSandbox();
  for (const [at, name] of CAMPAIGNS.entries()) {
    const people = Array.from(
      { length: EACH },
      (_, index) => `${deliverable(at * EACH + index)},Wilhelmina-${index}\n`,
    );
    stage.write(`${name}.csv`, `phone,name\n${people.join('')}nobody,Wilhelmina-bad\n`);
    const words = [
      '--text',
      'Dear {{name}}',
      '--from',
      SENDER,
      '--yes',
      '--settle-after',
      '1s',
      '--max-invalid',
      '50%',
    ];
    expect(await stage.run(['run', `${name}.csv`, ...words])).toMatchObject({ code: 0 });
  }
}

function later(stage: Stage): Partial<Launch> {
  const clock = { NODE_OPTIONS: `--import=${LATER}`, LATER_MS: String(100 * 24 * 60 * 60 * 1000) };
  return { environment: { ...stage.environment, ...clock } };
}

function reportsOf(stage: Stage): Record<string, string> {
  return Object.fromEntries(
    CAMPAIGNS.flatMap((name) =>
      Object.entries(readReportFiles(stage, readReports(stage, name).directory)).map(
        ([file, bytes]) => [`${name}/${file}`, bytes] as const,
      ),
    ),
  );
}

describe('a purge that is killed', () => {
  it('at any moment ends with the next one as one that was not: no number, no text, the same sums', async ({
    stage,
  }) => {
    await sendAll(stage);
    const secrets = [
      ...Array.from({ length: CAMPAIGNS.length * EACH }, (_, at) => deliverable(at).slice(1)),
      'Wilhelmina',
    ];
    expect(findLeaks(stage, secrets)).not.toEqual([]);
    const kept = mkdtempSync(join(tmpdir(), 'campaign-test-kept-'));
    try {
      for (const name of OWN) cpSync(join(stage.directory, name), join(kept, name), { recursive: true });
      const began = Date.now();
      expect(await stage.run(PURGE, later(stage))).toMatchObject({ code: 0 });
      const tookMs = Date.now() - began;
      const wanted = reportsOf(stage);
      for (let kill = 0; kill < KILLS; kill += 1) {
        for (const name of OWN) {
          stage.remove(name);
          cpSync(join(kept, name), join(stage.directory, name), { recursive: true });
        }
        // The first ones at moments that matter, the others at any.
        const marks = [/purged a-/, /purged b-/, /purged c-/];
        const afterMs = Math.round(Math.random() * tookMs);
        const killed = stage.start(PURGE, later(stage));
        const mark = marks[kill];
        if (mark === undefined) setTimeout(() => killed.child.kill('SIGKILL'), afterMs);
        else await killed.until(mark).then(() => killed.child.kill('SIGKILL'));
        await killed.ended;
        const moment = `killed ${mark === undefined ? `after ${afterMs} ms` : `at ${String(mark)}`}`;
        expect(await stage.run(PURGE, later(stage)), moment).toMatchObject({ code: 0 });
        expect(findLeaks(stage, secrets), moment).toEqual([]);
        expect(compareReports(reportsOf(stage), wanted, { hasOtherIds: false }), moment).toEqual([]);
        for (const name of CAMPAIGNS)
          expect(brokenControls(readReports(stage, name).summary), moment).toEqual([]);
        expect((await stage.run(PURGE, later(stage))).stderr, moment).toContain('nothing to purge');
      }
    } finally {
      rmSync(kept, { recursive: true, force: true });
    }
  });
});
