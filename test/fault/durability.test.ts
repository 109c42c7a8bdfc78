import { describe, expect } from 'vitest';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';
import { readTrace, TRACE_FILE, TRACED_CALLS, underStrace, type TraceEvent } from '../harness/trace.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const EVERYBODY = smallFile(20).match(/\+\d+/g) ?? [];

function countOf(events: readonly TraceEvent[], event: TraceEvent): number {
  return events.filter((each) => each === event).length;
}

describe.concurrent('what the kernel sees', () => {
  it('is an intent that is on disk before its connection is made, and one sync a commit', async ({
    stage,
  }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    const launch = underStrace(stage, ['-e', TRACED_CALLS]);
    expect((await stage.run([...WORDS, '--no-wait'], launch)).code).toBe(0);
    const events = readTrace(stage.read(TRACE_FILE));
    expect(countOf(events, 'offer')).toBe(4);
    let begin = 0;
    for (
      let offer = events.indexOf('offer'), nth = 1;
      offer >= 0;
      offer = events.indexOf('offer', offer + 1)
    ) {
      const connect = events.lastIndexOf('connect', offer);
      const before = events.slice(begin, connect);
      // Every call has a connection of its own: what is written to the log since the last one is the intent.
      expect({ nth, last: before.at(-1) }).toEqual({ nth, last: 'wal-sync' });
      expect(countOf(before, 'wal-write')).toBeGreaterThan(0);
      // The reading of opt-outs is a commit, and so is the intent; the answer to the one before came earlier.
      if (nth > 1) expect({ nth, syncs: countOf(before, 'wal-sync') }).toEqual({ nth, syncs: 3 });
      // Nothing is written between the connection and the request.
      expect(events.slice(connect + 1, offer)).toEqual([]);
      begin = offer + 1;
      nth += 1;
    }
  });
});

describe.concurrent('a kill between the intent and the connection', () => {
  it('leaves a batch in doubt that is never offered again', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    // Connections: the token, the sender's check and registration, the opt-outs before the plan; then the opt-outs and
    // the offer of the first batch, and of the second.
    const inject = ['-e', 'trace=connect', '-e', 'inject=connect:signal=SIGKILL:when=8'];
    const killed = await stage.run(WORDS, underStrace(stage, inject));
    expect(killed.code).toBe(137);
    expect((await sandbox.messages()).map((message) => message.to)).toEqual(EVERYBODY.slice(0, 5));
    const { code, stderr } = await stage.run([...WORDS, '--in-doubt-grace', '1s']);
    expect(code).toBe(5);
    expect(stderr).toContain('batch 2: the process was stopped while it was submitted; looking for it');
    const sent = (await sandbox.messages()).map((message) => message.to);
    expect(new Set(sent).size).toBe(sent.length);
    const { summary, messages } = readReports(stage, 'a');
    const held = messages.filter((row) => row['status'] === 'InDoubt').map((row) => row['to']);
    expect(held).toEqual(EVERYBODY.slice(5, 10));
    expect(brokenControls(summary)).toEqual([]);
  });
});

describe.concurrent('a full disk', () => {
  for (const write of [1, 40, 70, 100, 115, 130]) {
    it(`from write ${write} on ends the run with a clear line; with room again everybody is texted once`, async ({
      stage,
    }) => {
      const sandbox = await stage.openSandbox();
      stage.write('a.csv', smallFile(20));
      const inject = ['-e', 'trace=pwrite64', '-e', `inject=pwrite64:error=ENOSPC:when=${write}+`];
      const full = await stage.run([...WORDS, '--quiet'], underStrace(stage, inject));
      expect(full).toMatchObject({ code: 4, stdout: '' });
      expect(full.stderr).toContain('error: the disk refused the ledger: database or disk is full');
      expect((await stage.run(WORDS)).code).toBe(0);
      expect((await sandbox.messages()).map((message) => message.to)).toEqual(EVERYBODY);
      const { summary } = readReports(stage, 'a');
      expect(summary.messages).toMatchObject({ delivered: 20, inDoubt: 0, notSent: 0 });
      expect(brokenControls(summary)).toEqual([]);
    });
  }
});
