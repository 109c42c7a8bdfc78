import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli } from '../../../src/cli/cli.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import { readPage, ROOT } from './markdown.ts';

let workspace = '';

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'tour-'));
});

afterEach(() => rm(workspace, { recursive: true, force: true }));

async function planExample(): Promise<{ exit: number; output: string }> {
  let output = '';
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const words = ['plan', join(ROOT, 'campaigns/spring-sale.csv'), '--sandbox', '--workspace', workspace];
  const exit = await cli(words, {
    stdout: { write: (text) => (output += text as string) },
    stderr: sink,
    stdin: process.stdin,
    environment: {},
    cwd: ROOT,
    clock: systemClock,
    interrupt: new AbortController().signal,
  });
  return { exit, output };
}

describe("README.md's tour", () => {
  it('shows the plan that the example gives today', async () => {
    const [, shown = ''] = /```text\n(Plan [\s\S]*?)```/.exec(readPage('README.md')) ?? [];
    const { exit, output } = await planExample();
    expect(exit).toBe(0);
    expect(output.split('\n').slice(0, shown.trimEnd().split('\n').length)).toEqual(
      shown.trimEnd().split('\n'),
    );
  });

  it('names the scripts that package.json has', async () => {
    const { default: manifest } = (await import(join(ROOT, 'package.json'), { with: { type: 'json' } })) as {
      default: { scripts: Record<string, string>; version: string };
    };
    const scripts = [...readPage('README.md').matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? '');
    expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
    expect(readPage('CHANGELOG.md')).toContain(`\n## ${manifest.version} `);
  });
});
