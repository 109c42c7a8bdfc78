import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../docs/markdown.ts';

const CHECK = 'test/openapi/specification.test.ts';
const TITLE = "is not checked against RingCentral's own specification: CAMPAIGN_OPENAPI is not set";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'count-tests-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

type Told = readonly [file: string, status: string, fullName: string];

/** Counts a report of Vitest's with these tests. */
function count(tests: readonly Told[], fileStatus = 'passed') {
  const files = [...new Set(tests.map(([file]) => file))];
  const testResults = files.map((file) => ({
    name: join(ROOT, file),
    status: fileStatus,
    assertionResults: tests
      .filter(([name, status]) => name === file && status !== '')
      .map(([, status, fullName]) => ({ status, fullName })),
  }));
  const report = join(directory, 'report.json');
  writeFileSync(report, JSON.stringify({ testResults }));
  const script = join(ROOT, '.ci', 'count-tests.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, report], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the closing line of CI', () => {
  it('counts what passed and what failed, and names the latter', () => {
    expect(
      count([
        ['test/a.test.ts', 'passed', 'a works'],
        ['test/b.test.ts', 'failed', 'b works'],
      ]),
    ).toEqual({ status: 1, stdout: '1 passed, 1 failed\n', stderr: 'failed: test/b.test.ts > b works\n' });
  });

  it.each(['skipped', 'pending', 'todo'])('counts a test that is %s as failed', (status) => {
    const { stdout, status: code } = count([
      ['test/a.test.ts', 'passed', 'a works'],
      ['test/a.test.ts', status, 'b works'],
    ]);
    expect([code, stdout]).toEqual([1, '1 passed, 1 failed\n']);
  });

  it('counts a file that could not be loaded as failed, and no test at all as no success', () => {
    expect(count([['test/a.test.ts', '', '']], 'failed')).toMatchObject({
      status: 1,
      stdout: '0 passed, 1 failed\n',
    });
    expect(count([])).toMatchObject({ status: 1, stdout: '0 passed, 0 failed\n' });
  });

  it("counts the check against RingCentral's specification as neither where the file is absent, and says so", () => {
    expect(
      count([
        ['test/a.test.ts', 'passed', 'a works'],
        [CHECK, 'skipped', TITLE],
      ]),
    ).toEqual({
      status: 0,
      stdout: '1 passed, 0 failed\n',
      stderr: `SKIPPED: ${CHECK} ${TITLE}; see CONTRIBUTING.md\n`,
    });
  });

  it.each<Told>([
    ['test/a.test.ts', 'skipped', TITLE],
    [CHECK, 'skipped', 'allows every request of our commands'],
    [CHECK, 'failed', TITLE],
  ])('excuses nothing else: %s %s %s', (...told) => {
    const { stdout, status } = count([['test/b.test.ts', 'passed', 'b works'], told]);
    expect([status, stdout]).toEqual([1, '1 passed, 1 failed\n']);
  });

  it('excuses the test that the check really has', () => {
    expect(readFileSync(join(ROOT, CHECK), 'utf8')).toContain(`it.skip("${TITLE}")`);
  });
});
