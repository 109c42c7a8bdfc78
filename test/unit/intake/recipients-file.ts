import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, type Problem } from '../../../src/core/error.ts';
import { textOf, type RejectedRow } from '../../../src/core/recipient.ts';
import { openIntake, type Intake, type IntakeSettings } from '../../../src/intake/open.ts';

const DEFAULTS: IntakeSettings = {
  template: 'Hello',
  defaultCountry: 'US',
  smartPunctuation: false,
  senders: [],
};

/** Writes a recipients file, lets `use` work with it, and removes it. */
export async function withFile<T>(
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  try {
    const path = join(folder, 'people.csv');
    await writeFile(path, content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Recipient {
  readonly line: number;
  readonly phone: number;
  readonly text: string;
  readonly segments: number;
}

/** A file's rows as objects, for looking at. */
export interface ReadRows {
  readonly intake: Intake;
  readonly rows: number;
  readonly recipients: readonly Recipient[];
  readonly rejected: readonly RejectedRow[];
}

/** Reads a file with that content. Numbers without `+` are American, the text is "Hello", unless `settings` differ. */
export async function readRows(
  content: string | Uint8Array,
  settings: Partial<IntakeSettings> = {},
): Promise<ReadRows> {
  return withFile(content, async (path) => {
    const intake = await openIntake(path, { ...DEFAULTS, ...settings });
    const recipients: Recipient[] = [];
    const rejected: RejectedRow[] = [];
    let rows = 0;
    for await (const chunk of intake.chunks()) {
      rows += chunk.rows;
      rejected.push(...chunk.rejected);
      chunk.recipients.line.forEach((line, index) => {
        const { phone, values, text, segments } = chunk.recipients;
        recipients.push({
          line,
          phone: phone[index] ?? 0,
          text: textOf(intake.template, values[index] ?? null, text[index] ?? null),
          segments: segments[index] ?? 0,
        });
      });
    }
    return { intake, rows, recipients, rejected };
  });
}

/** The problems of a file, with its folder cut from where they are. */
export async function problemsOf(
  content: string | Uint8Array,
  settings: Partial<IntakeSettings> = {},
): Promise<readonly Problem[]> {
  try {
    await readRows(content, settings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((problem) => ({
      ...problem,
      where: problem.where.replace(/^.*\/(?=people\.csv)/, ''),
    }));
  }
  return [];
}
