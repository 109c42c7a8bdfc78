import { describe, expect } from 'vitest';
import { buildMessyFile, MESSY_TEMPLATE } from '../harness/messy-file.ts';
import { toUnits } from '../harness/oracle.ts';
import { brokenControls, readReportFiles, readReports } from '../harness/reports.ts';
import { SENDER } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const SEED = 20_261_120;
const file = buildMessyFile(10_000, SEED);
const WORDS = ['--from', SENDER, '--text', MESSY_TEMPLATE, '--default-country', 'US', '--max-invalid', '10%'];

describe(`10,000 messy rows (seed ${SEED})`, () => {
  it('are each in exactly one place of the reports, and were each texted once or not at all', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('list.csv', file.csv);
    const words = ['run', 'list.csv', ...WORDS, '--yes', '--settle-after', '1s'];
    const { code, stderr } = await stage.run([...words, '-v']);
    expect(code).toBe(0);
    const { directory, summary, messages, rejected } = readReports(stage, 'list');

    const found = [
      ...messages.map((row) => ({ line: Number(row['line']), fate: 'recipient', phone: row['to'] ?? '' })),
      ...rejected.map((row) => ({ line: Number(row['line']), fate: row['code'] ?? '' })),
    ].sort((a, b) => a.line - b.line);
    expect(found).toEqual(
      file.rows.map(({ line, fate, phone }) =>
        fate === 'recipient' ? { line, fate, phone } : { line, fate },
      ),
    );
    expect({ rows: summary.rows, broken: brokenControls(summary) }).toEqual({ rows: 10_000, broken: [] });

    const sent = await sandbox.messages();
    const recipients = file.rows.filter((row) => row.fate === 'recipient').map((row) => row.phone);
    expect(sent.map((message) => message.to).sort()).toEqual([...recipients].sort());
    const truth = new Map(sent.map((message) => [message.messageId, message]));
    for (const row of messages) {
      const message = truth.get(row['message_id'] ?? '');
      expect(message).toMatchObject({ to: row['to'], from: row['from'], batchId: row['batch_id'] });
    }
    const spent = sent.reduce((sum, message) => sum + toUnits(message.finalCost), 0n);
    expect(toUnits(String(summary.cost['actual']))).toBe(spent);

    expect(findNumbers(stderr, new Set(recipients))).toEqual([]);
    expect(stderr).not.toContain('your code is');
    const calls = await sandbox.calls();
    expect(calls).toMatchObject({ rateViolations: 0, penaltyViolations: 0 });

    const before = readReportFiles(stage, directory);
    const again = await stage.run(words);
    expect(again.code).toBe(10);
    expect(await sandbox.posts()).toBe(10);
    expect(readReportFiles(stage, directory)).toEqual(before);
  });
});

/** Those of the numbers that a text holds, however they are written. */
function findNumbers(text: string, numbers: ReadonlySet<string>): string[] {
  const candidates = text.match(/\(?\d{3}\)?[\s.\u00a0-]{0,2}\d{3}[\s.\u00a0-]?\d{4}/g) ?? [];
  return candidates.filter((candidate) => numbers.has(`+1${candidate.replaceAll(/\D/g, '')}`));
}
