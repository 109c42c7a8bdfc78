import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallFile } from '../harness/recipients.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const place = mkdtempSync(join(tmpdir(), 'campaign-package-'));
const prefix = join(place, 'prefix');
const installed = join(prefix, 'lib', 'node_modules', 'sms-campaign');

async function run(command: string, words: readonly string[], cwd = place): Promise<string> {
  const { stdout } = await promisify(execFile)(command, words, { cwd });
  return stdout;
}

// From the cache where npm has one: `npm ci` has just filled it.
beforeAll(async () => {
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', place], ROOT);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await run('npm', ['i', '-g', '--prefix', prefix, ...quiet, join(place, packed.trim())]);
  writeFileSync(join(place, 'may.csv'), smallFile(3));
}, 300_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the package, as npm installs it', () => {
  it('gives a `campaign` that sends, with nothing compiled and no script run', async () => {
    const campaign = join(prefix, 'bin', 'campaign');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await run(campaign, ['--version'])).trim()).toBe(version);
    const words = ['--from', '+16505550100', '--text', 'Hi', '--sandbox', '--yes', '--json'];
    const summary = JSON.parse(await run(campaign, ['run', 'may.csv', ...words])) as unknown;
    expect(summary).toMatchObject({ sandbox: true, messages: { accepted: 3, delivered: 3 } });
  });

  it('holds the program and its papers, and no source, no test and no secret', () => {
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/main.js', 'dist/index.d.ts']) {
      expect({ file, isThere: existsSync(join(installed, file)) }).toEqual({ file, isThere: true });
    }
    for (const file of ['src', 'test', '.ci', '.env', 'reports', 'campaigns']) {
      expect({ file, isThere: existsSync(join(installed, file)) }).toEqual({ file, isThere: false });
    }
  });

  it('is a library with types, and what docs/library.md shows of it works', async () => {
    const page = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
    mkdirSync(join(place, 'user', 'node_modules'), { recursive: true });
    const user = join(place, 'user');
    symlinkSync(installed, join(user, 'node_modules', 'sms-campaign'));
    writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(user, 'use.ts'), example);
    writeFileSync(join(user, 'may.csv'), smallFile(3));
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
    const types = ['--typeRoots', join(ROOT, 'node_modules', '@types')];
    await run(process.execPath, [compiler, ...strict, ...types, 'use.ts'], user);
    const said = await run(process.execPath, ['use.js'], user);
    expect(said).toMatch(/^3 of 3 rows, 3 segments \{\}\nmay-\w+ finished 3 0\.0\d+ USD\n1\n$/);
  }, 300_000);
});
