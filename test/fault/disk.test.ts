import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { openDatabase } from '../../src/ledger/driver.ts';
import { brokenControls, readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { openStage } from '../harness/open-stage.ts';
import { it, type Stage } from '../harness/stage.ts';
import {
  afterInjection,
  findAnswerWrite,
  findRoomCheck,
  findSyncs,
  pokeStatfs,
  readDiskTrace,
  traced,
  tracedAt,
  type DiskTrace,
} from './disk-trace.ts';

const WORDS = ['run', 'a.csv', ...QUICK, '--batch-size', '5'];
const EVERYBODY = smallFile(20).match(/\+\d+/g) ?? [];
const EXT4 = 0xef53;
const MIB = 1024 * 1024;

/** A run on a sound disk: tells which call is which. The calls of the ledger are the same in every workspace. */
let sound: DiskTrace;

beforeAll(async () => {
  const { stage, close } = openStage();
  try {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(20));
    expect((await stage.run([...WORDS, '--no-wait'], traced(stage))).code).toBe(0);
    sound = readDiskTrace(stage);
    expect(sound.offers).toHaveLength(4);
  } finally {
    await close();
  }
});

/** One clear line, and nothing else on the screen of a run with --quiet. */
function expectStop(ended: { code: number; stdout: string; stderr: string }, line: RegExp): void {
  expect(ended).toMatchObject({ code: 4, stdout: '' });
  expect(ended.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
}

/** The next start, on a sound disk, ends the run: everybody was texted once, and the reports say so. */
async function expectGoodEnd(stage: Stage, sandbox: SandboxProcess): Promise<void> {
  expect((await stage.run(WORDS)).code).toBe(0);
  expect((await sandbox.messages()).map((message) => message.to)).toEqual(EVERYBODY);
  expect(await sandbox.posts()).toBe(4);
  const { summary } = readReports(stage, 'a');
  expect(summary.messages).toMatchObject({ delivered: 20, inDoubt: 0, notSent: 0 });
  expect(brokenControls(summary)).toEqual([]);
}

function journalOf(stage: Stage, batch: number): string[] {
  const ledger = openDatabase(join(stage.directory, '.campaign', 'ledger.db'), { readOnly: true });
  const rows = ledger.prepare('SELECT kind FROM journal WHERE batch = ? ORDER BY id').all(batch);
  ledger.close();
  return (rows as { readonly kind: string }[]).map(({ kind }) => kind);
}

async function openCampaign(stage: Stage): Promise<SandboxProcess> {
  stage.write('a.csv', smallFile(20));
  return stage.openSandbox();
}

describe.concurrent('too little room', () => {
  for (const [when, offer] of [
    ['from the start', 1],
    ['after two batches', 3],
  ] as const) {
    it(`${when} submits nothing more, and says where and how little; with room it goes on`, async ({
      stage,
    }) => {
      const sandbox = await openCampaign(stage);
      // The check of the first offer is before that of the ballast.
      const check = offer === 1 ? findRoomCheck(sound, 1) - 1 : findRoomCheck(sound, offer);
      const poke = pokeStatfs({ type: EXT4, freeBytes: 10 * MIB }, `${check}+`);
      const ended = await stage.run([...WORDS, '--quiet'], traced(stage, poke));
      expectStop(
        ended,
        /^error: only 10 MiB \(10485760 bytes\) are free in .*\.campaign, and a submit needs 64 MiB .*Make room/,
      );
      expect(await sandbox.posts()).toBe(offer - 1);
      await expectGoodEnd(stage, sandbox);
    });
  }
});

describe.concurrent('a disk that is full when the answer comes', () => {
  it('keeps the answer in the room of the ballast, and stops', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    const full = `inject=pwrite64:error=ENOSPC:when=${findAnswerWrite(sound, 2)}`;
    const ended = await stage.run([...WORDS, '--quiet'], traced(stage, full));
    expectStop(ended, /^error: the disk is full\. The answer to batch 2 was kept, in the room of .*ballast;/);
    expect(stage.has('.campaign/ballast')).toBe(false);
    expect(await sandbox.posts()).toBe(2);
    await expectGoodEnd(stage, sandbox);
    // It was never in doubt.
    expect(journalOf(stage, 2)).toEqual(['accepted', 'settled']);
    expect(statSync(join(stage.directory, '.campaign', 'ballast')).size).toBe(8 * MIB);
  });

  it('and stays full names the provider’s batch; the next start finds it', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    const full = `inject=pwrite64:error=ENOSPC:when=${findAnswerWrite(sound, 2)}+`;
    const ended = await stage.run([...WORDS, '--quiet'], traced(stage, full));
    const [, second] = [...new Set((await sandbox.messages()).map((message) => message.batchId))];
    expectStop(
      ended,
      /^error: the disk refused the ledger: .*could not be noted: the next start looks for it$/,
    );
    expect(ended.stderr).toContain(`RingCentral took batch 2 as ${second ?? 'nothing'}`);
    await expectGoodEnd(stage, sandbox);
    expect(journalOf(stage, 2)).toEqual(['in-doubt', 'found', 'settled']);
  });
});

describe.concurrent('a sync that fails', () => {
  it('while the ledger is made ends the process, and the next start makes it', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    const ended = await stage.run(
      [...WORDS, '--quiet'],
      traced(stage, 'inject=fsync,fdatasync:error=EIO:when=1'),
    );
    expectStop(ended, /^error: the disk refused the ledger: disk I\/O error$/);
    expect(await sandbox.posts()).toBe(0);
    await expectGoodEnd(stage, sandbox);
  });

  for (const [what, offer, step] of [
    ['an intent', 3, 'intent'],
    ['an answer', 2, 'answer'],
  ] as const) {
    it(`under ${what} ends the process at once: nothing is written or submitted after it`, async ({
      stage,
    }) => {
      const sandbox = await openCampaign(stage);
      const fails = `inject=fsync,fdatasync:error=EIO:when=${findSyncs(sound, offer)[step]}`;
      const ended = await stage.run([...WORDS, '--quiet'], traced(stage, fails));
      expectStop(ended, /^error: the disk refused the ledger: disk I\/O error/);
      const [, second] = [...new Set((await sandbox.messages()).map((message) => message.batchId))];
      const note = `RingCentral took batch 2 as ${second ?? 'nothing'}, and that could not be noted`;
      expect(ended.stderr.includes(note)).toBe(step === 'answer');
      expect(afterInjection(readDiskTrace(stage))).toEqual({ offers: 0, logWrites: 0 });
      expect(await sandbox.posts()).toBe(2);
      await expectGoodEnd(stage, sandbox);
    });
  }
});

describe.concurrent('a ledger that can not be trusted', () => {
  it('because it is torn inside is exit 12, and the killed run’s log stays byte for byte', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    for (const name of ['a', 'b']) stage.write(`${name}.csv`, smallFile(20).replaceAll('Person', name));
    // A process: the driver of older Node.js versions keeps a called command's files open until they are collected.
    expect((await stage.start(WORDS).ended).code).toBe(0);
    await sandbox.addFault('POST /a2p-sms/batches: delay 60s after');
    const second = stage.start(['run', 'b.csv', ...WORDS.slice(2)]);
    await sandbox.untilBatches(5);
    second.child.kill('SIGKILL');
    await second.ended;
    const ledger = join(stage.directory, '.campaign', 'ledger.db');
    const bytes = readFileSync(ledger);
    for (let page = 4096; page < bytes.length; page += 4096) bytes.fill(0x5a, page, page + 2048);
    writeFileSync(ledger, bytes);
    const log = readFileSync(`${ledger}-wal`);
    expect(log.length).toBeGreaterThan(4096);

    for (const words of [['run', 'b.csv', ...WORDS.slice(2)], ['resume']]) {
      const { code, stdout, stderr } = await stage.run([...words, '--quiet']);
      expect({ code, stdout }).toEqual({ code: 12, stdout: '' });
      expect(stderr).toMatch(/^error: the ledger .*is damaged \(.*\): restore it from a backup/);
    }
    expect(readFileSync(ledger).equals(bytes)).toBe(true);
    expect(readFileSync(`${ledger}-wal`).equals(log)).toBe(true);
    expect(await sandbox.messages()).toHaveLength(25);
  });

  it('because only its log is left is exit 12, and no new one is made', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    await sandbox.addFault('POST /a2p-sms/batches: delay 60s after');
    const running = stage.start(WORDS);
    await sandbox.untilBatches(1);
    running.child.kill('SIGKILL');
    await running.ended;
    rmSync(join(stage.directory, '.campaign', 'ledger.db'));
    const log = readFileSync(join(stage.directory, '.campaign', 'ledger.db-wal'));
    const { code, stderr } = await stage.run([...WORDS, '--quiet']);
    expect(code).toBe(12);
    expect(stderr).toMatch(
      /^error: the ledger .* is gone or empty, and its log ledger\.db-wal was left: restore it/,
    );
    expect(readFileSync(join(stage.directory, '.campaign', 'ledger.db-wal')).equals(log)).toBe(true);
    expect(await sandbox.messages()).toHaveLength(5);
  });

  it('because it was taken away while a run was on stops before the next submit', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    await sandbox.addFault('POST /a2p-sms/batches: delay 1s after');
    const running = stage.start([...WORDS, '--quiet']);
    await sandbox.untilBatches(1);
    rmSync(join(stage.directory, '.campaign', 'ledger.db'));
    const { code, stderr } = await running.ended;
    expect(code).toBe(12);
    expect(stderr).toMatch(/^error: the ledger .* was removed or replaced while it was in use/);
    expect(await sandbox.posts()).toBe(1);
  });
});

describe.concurrent('a workspace where no ledger can be', () => {
  const state = (stage: Stage): string => join(stage.directory, '.campaign');

  it('on NFS is exit 2 with what to do, and nothing is made there', async ({ stage }) => {
    const sandbox = await openCampaign(stage);
    const poke = pokeStatfs({ type: 0x6969, freeBytes: 1000 * MIB });
    const { code, stderr } = await stage.run([...WORDS, '--quiet'], traced(stage, poke));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*\.campaign: it is on a network file system \(NFS\).* --workspace\.\n$/);
    expect(readdirSync(state(stage))).toEqual([]);
    expect(await sandbox.posts()).toBe(0);
  });

  it('on FUSE warns, and goes on', async ({ stage }) => {
    await openCampaign(stage);
    const poke = pokeStatfs({ type: 0x65735546, freeBytes: 1000 * MIB });
    const { code, stderr } = await stage.run([...WORDS, '--quiet', '--no-wait'], traced(stage, poke));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*\.campaign is on FUSE\./);
  });

  for (const [what, calls, error, words] of [
    ['that is read-only', 'access,faccessat,faccessat2', 'EROFS', 'EROFS: read-only file system'],
    ['of another user', 'chmod,fchmodat', 'EPERM', 'EPERM: operation not permitted'],
  ] as const) {
    it(`${what} is exit 2 with the path and the cause`, async ({ stage }) => {
      const sandbox = await openCampaign(stage);
      mkdirSync(state(stage));
      chmodSync(state(stage), 0o750);
      const launch = tracedAt(stage, state(stage), calls, `inject=${calls}:error=${error}`);
      const { code, stderr } = await stage.run([...WORDS, '--quiet'], launch);
      expect(code).toBe(2);
      expect(stderr).toContain(`.campaign: the state can not be used (${words}). Correct the permissions`);
      expect(await sandbox.posts()).toBe(0);
    });
  }
});
