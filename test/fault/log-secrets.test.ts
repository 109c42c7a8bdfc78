import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { findLeaks, findLooseModes } from '../harness/find-leaks.ts';
import type { Ended } from '../harness/program.ts';
import { deliverable, SENDER } from '../harness/recipients.ts';
import { readReports } from '../harness/reports.ts';
import { it, type Stage } from '../harness/stage.ts';

const TEXT = 'Dear {{name}}, your balance is {{balance}}.';
const BALANCE = '4711.08';
const WORDS = [
  ...['run', 'a.csv', '--from', SENDER, '--text', TEXT, '--yes', '--batch-size', '4', '--max-invalid', '50%'],
  ...['--request-timeout', '1s', '--settle-after', '1s', '--in-doubt-grace', '1s', '-v'],
];
const COUNT = 24;
const NAMES = Array.from({ length: COUNT }, (_, index) => `Wilhelmina-${index}`);
/** Rows whose numbers are nobody's, and may be shown no more than the others. */
const BAD = ['+1 415 555 01', '+442079460958', 'tel:4155550123456'];

/** A file whose numbers are written in many ways. */
function buildFile(): string {
  const rows = NAMES.map((name, index) => `${writeNumber(index)},${name},${BALANCE}\n`);
  const bad = BAD.map((cell) => `${cell},Wilhelmina-bad,${BALANCE}\n`);
  const refused = `+12125550190,Wilhelmina-refused,${BALANCE}\n`;
  return `phone,name,balance\n${rows.join('')}${bad.join('')}${refused}${rows[0] ?? ''}`;
}

function writeNumber(index: number): string {
  const digits = deliverable(index).slice(2);
  const parts = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)] as const;
  const [area, exchange, line] = parts;
  return index % 2 === 0 ? `+1${digits}` : `+1 (${area}) ${exchange}-${line}`;
}

const LIST_FAULTS = [
  'GET /a2p-sms/messages: status 503 x2',
  'GET /a2p-sms/messages: garbage 0.2',
  'GET /a2p-sms/batches: truncate 0.2',
  'GET /a2p-sms/batches: throttle 1 x1',
];
/** One a start: two faults of one submit would hide each other. */
const SUBMIT_FAULTS = ['status 400 x1', 'garbage x1', 'expire-token x1', 'status 503 after x1'];

/** Everything that nobody may find in a log, by what it is. */
function listSecrets(stage: Stage, secrets: readonly string[]): Map<string, string> {
  const numbers = [...NAMES.keys()].map(deliverable).concat('+12125550190');
  const tokens = stage
    .files()
    .filter((file) => /^\.campaign\/token.*\.json$/.test(file))
    .flatMap((file) => findLongWords(JSON.parse(stage.read(file))));
  expect(tokens.length).toBeGreaterThan(0);
  return new Map([
    ...numbers.map((number): [string, string] => [number.slice(2), 'the number of a recipient']),
    ...NAMES.map((_, index): [string, string] => [
      toNational(writeNumber(index)),
      'a number as it is written',
    ]),
    ...BAD.map((cell): [string, string] => [cell, 'a number of a rejected row']),
    ...secrets.map((secret): [string, string] => [secret, 'a secret']),
    ...tokens.map((token): [string, string] => [token, 'a token']),
    ['Wilhelmina', 'a name'],
    ['your balance is', 'a text'],
    [BALANCE, 'a text'],
    ['Bearer ', 'a header'],
    ['Basic ', 'a header'],
  ]);
}

function toNational(cell: string): string {
  return cell.replace('+1', '').trim();
}

function findLongWords(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 24 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findLongWords) : [];
}

/** Lines that hold what they may not, with what it is. */
function findLeakyLines(lines: readonly string[], secrets: ReadonlyMap<string, string>): string[] {
  return lines.flatMap((line) =>
    [...secrets].filter(([secret]) => line.includes(secret)).map(([, what]) => `${what}: ${line}`),
  );
}

/** Numbers and texts are in the ledger and in the reports, and what holds them is for its owner alone. */
async function expectPrivateFiles(stage: Stage): Promise<void> {
  expect(
    (
      await stage.run([
        'plan',
        'a.csv',
        ...WORDS.slice(2, 6),
        '--max-invalid',
        '50%',
        '--repeat-guard',
        'off',
        '--out',
        'plan.json',
      ])
    ).code,
  ).toBe(0);
  const numbers = [...NAMES.keys()].map((index) => deliverable(index).slice(1));
  const words = [...numbers, ...BAD, 'Wilhelmina', BALANCE];
  const isElsewhere = (file: string): boolean =>
    file === 'plan.json' ||
    (file.startsWith('.campaign/') && !/^\.campaign\/ledger\.db(-wal|-shm)?$/.test(file));
  expect(findLeaks(stage, words, isElsewhere)).toEqual([]);
  expect(findLeaks(stage, numbers)).not.toEqual([]);
  for (const directory of ['.campaign', 'reports']) expect(findLooseModes(stage, directory)).toEqual([]);
  expect(statSync(join(stage.directory, 'plan.json')).mode & 0o777).toBe(0o600);
}

describe('the logs of a bad night', () => {
  it('show no number of a recipient, no text, no token, however much is logged', async ({ stage }) => {
    const sandbox = await stage.openSandbox({
      faults: [...LIST_FAULTS, 'POST /a2p-sms/batches: drop-after x1'],
    });
    stage.write('a.csv', buildFile());
    const ends: Ended[] = [];
    const start = async (words: readonly string[]): Promise<void> => {
      ends.push(await stage.run(words));
    };
    const killed = stage.start(WORDS);
    await killed.until(/in doubt/);
    killed.child.kill('SIGKILL');
    ends.push(await killed.ended);
    for (const fault of SUBMIT_FAULTS) {
      await sandbox.addFault(`POST /a2p-sms/batches: ${fault}`);
      await start([...WORDS, '--json']);
    }
    await start(['reconcile', '-v']);
    await sandbox.clearFaults();
    await start(['resume', 'a', '-v', '--json', '--request-timeout', '1s']);
    for (const command of ['status', 'runs', 'report', 'track']) await start([command, '-v']);
    await start(['status', '--json']);
    await start(['cancel', 'a', '--yes', '-v']);
    // The reports are where whole numbers belong.
    expect(readReports(stage, 'a').messages[0]?.['to']).toBe(deliverable(0));
    await start([...WORDS.with(WORDS.indexOf('50%'), '0'), '--run-key', 'refused']);

    await expectPrivateFiles(stage);

    const lines = ends.flatMap(({ stdout, stderr }) => `${stdout}\n${stderr}`.split('\n'));
    expect(findLeakyLines(lines, listSecrets(stage, sandbox.secrets))).toEqual([]);
    const log = lines.join('\n');
    const told = ['•••0100', 'in doubt', ': 400, request', ': 429, request', 'GET /restapi', 'ECONNRESET'];
    expect(told.filter((words) => !log.includes(words))).toEqual([]);
  });
});
