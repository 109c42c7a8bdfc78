import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import type { RecipientRecord, ReportLedger } from '../../../src/core/ledger.ts';
import { writeReports } from '../../../src/report/write.ts';
import { fakeLedger, message, rejection } from './fake-ledger.ts';
import type { FakeLedger } from './fake-ledger.ts';
import { newReportDirectory } from './workspace.ts';

const FILES = ['rejected.csv', 'messages.csv', 'batches.csv', 'batches.json', 'report.html', 'summary.json'];

describe('the reports of a run', () => {
  it('are the same bytes when they are made again, in the same place or another', async () => {
    const { ledger, run } = aLedger();
    const [first, second] = [await newReportDirectory(), await newReportDirectory()];

    const report = await writeReports(ledger, run, first);
    await writeReports(ledger, run, second);
    const before = await readAll(first);
    await writeReports(ledger, run, first);

    expect(report.files).toEqual(FILES);
    expect(await readAll(first)).toEqual(before);
    expect(await readAll(second)).toEqual(before);
    expect(Object.keys(before).sort()).toEqual([...FILES].sort());
  });

  it('name no file of this machine', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await writeReports(ledger, { ...run, file: '/home/someone/list.csv' }, directory);
    expect(Object.values(await readAll(directory)).join('\n')).not.toMatch(/home|tmp|reports-/);
  });

  it('are for their owner only, even in a directory that was open', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o755);

    await writeReports(ledger, run, directory, { hasMessagesJson: true });

    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory)) {
      expect((await stat(path.join(directory, name))).mode & 0o777).toBe(0o600);
    }
  });
});

describe('a report of a sandbox run', () => {
  it.each(['sandbox', 'loopback'] as const)('says in a file that nothing was sent (%s)', async (world) => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    const report = await writeReports(ledger, { ...run, world }, directory);
    expect(report.files).toContain('SANDBOX.txt');
    expect(await readFile(path.join(directory, 'SANDBOX.txt'), 'utf8')).toMatch(/Nothing .* was really sent/);
  });

  it('can not be mistaken for a live one, whose directory never has that file', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await writeReports(ledger, { ...run, world: 'sandbox' }, directory);
    await writeReports(ledger, run, directory);
    expect(await readdir(directory)).not.toContain('SANDBOX.txt');
  });
});

describe('a report file', () => {
  it('stays as it was, with nothing beside it, when the ledger fails half way', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await writeReports(ledger, run, directory);
    const before = await readAll(directory);

    await expect(writeReports(failingLedger(ledger), run, directory)).rejects.toThrow('the ledger broke');

    expect(await readAll(directory)).toEqual(before);
  });

  it('is never seen half written: a reader finds the old one until the new one is whole', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await writeReports(ledger, run, directory);
    const before = await readFile(path.join(directory, 'messages.csv'), 'utf8');
    let during = '';
    const watched = interposed(ledger, async () => {
      during = await readFile(path.join(directory, 'messages.csv'), 'utf8');
    });

    await writeReports(watched, run, directory);

    expect(during).toBe(before);
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await mkdir(directory, { recursive: true });
    const precious = path.join(path.dirname(directory), 'precious');
    await writeFile(precious, 'keep me');
    await symlink(precious, path.join(directory, 'messages.csv'));

    await writeReports(ledger, run, directory);

    expect(await readFile(precious, 'utf8')).toBe('keep me');
    expect(await readFile(path.join(directory, 'messages.csv'), 'utf8')).toMatch(/^run,batch/);
  });

  it('leaves no trace of a killed process’s copies, and keeps the files of others', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await mkdir(directory, { recursive: true });
    for (const name of ['messages.csv', 'messages.json', 'SANDBOX.txt']) {
      await writeFile(path.join(directory, `.${name}.0123456789abcdef.tmp`), 'half');
    }
    await writeFile(path.join(directory, 'notes.tmp'), 'mine');

    await writeReports(ledger, run, directory);

    expect((await readdir(directory)).sort()).toEqual([...FILES, 'notes.tmp'].sort());
  });

  it('is written whole by both of two processes that report at the same time', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    const slow = interposed(ledger, async () => {
      await writeReports(ledger, run, directory);
    });

    const report = await writeReports(slow, run, directory);

    expect((await readdir(directory)).sort()).toEqual([...FILES].sort());
    expect(JSON.parse(await readFile(path.join(directory, 'summary.json'), 'utf8'))).toEqual(report.summary);
    expect(report.summary.messages).toMatchObject({ delivered: 1, sent: 1, rejectedByProvider: 1 });
  });

  it('that can’t be written is a problem with a path and a remedy, not a defect', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await mkdir(path.join(directory, 'messages.csv', 'in-the-way'), { recursive: true });

    const failure = await writeReports(ledger, run, directory).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(InputError);
    expect((failure as InputError).problems).toMatchObject([
      {
        where: path.join(directory, 'messages.csv'),
        found: expect.stringMatching(/can not be written \(E\w+\)/) as string,
      },
    ]);
    expect(await readdir(directory)).toEqual(['messages.csv', 'rejected.csv']);
  });
});

describe('a page that can’t be written', () => {
  it('is told, once all figures are on disk', async () => {
    const { ledger, run } = aLedger();
    const directory = await newReportDirectory();
    await mkdir(path.join(directory, 'report.html', 'in-the-way'), { recursive: true });

    const failure = await writeReports(ledger, run, directory).catch((error: unknown) => error);

    expect((failure as InputError).problems).toMatchObject([{ where: path.join(directory, 'report.html') }]);
    expect((await readdir(directory)).sort()).toEqual([...FILES].sort());
  });
});

function aLedger(): FakeLedger {
  return fakeLedger([
    { state: 'settled', recipients: [message('Delivered'), message('Sent'), rejection('SMS-RC-410', 'no')] },
  ]);
}

/** The same ledger, which calls `between` once, between its first and second recipient. */
function interposed(ledger: ReportLedger, between: () => Promise<void>): ReportLedger {
  let isDone = false;
  async function* records(runId: number): AsyncGenerator<RecipientRecord> {
    let count = 0;
    for await (const record of ledger.recipientRecords(runId)) {
      yield record;
      count += 1;
      if (isDone || count !== 1) continue;
      isDone = true;
      await between();
    }
  }
  return { ...ledger, recipientRecords: records };
}

function failingLedger(ledger: ReportLedger): ReportLedger {
  return interposed(ledger, () => Promise.reject(new Error('the ledger broke')));
}

async function readAll(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory);
  const texts = await Promise.all(names.map((name) => readFile(path.join(directory, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
