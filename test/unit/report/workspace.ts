import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
});

/** A directory for the reports of a test, not made yet; gone after the test. */
export async function newReportDirectory(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'reports-'));
  made.push(root);
  return path.join(root, 'spring', 'spring-0123456789');
}

export async function readLines(directory: string, name: string): Promise<string[]> {
  const text = await readFile(path.join(directory, name), 'utf8');
  return text.split('\r\n');
}
