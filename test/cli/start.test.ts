import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { callCampaign } from '../../src/cli/library/call.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const NOTE_MODULES = pathToFileURL(join(import.meta.dirname, '..', 'harness', 'note-modules.mjs')).href;
const LICENSES = join(import.meta.dirname, '..', '..', 'dist', 'libraries', 'LICENSES.txt');

/** Every file that a command loads, from `dist/` or `node_modules/` on. */
async function loadedBy(stage: Stage, words: readonly string[]): Promise<readonly string[]> {
  const list = 'loaded.txt';
  stage.write(list, '');
  const { code, stderr } = await stage.run(words, {
    environment: {
      ...stage.environment,
      NODE_OPTIONS: `--import ${NOTE_MODULES}`,
      LOADED: join(stage.directory, list),
    },
  });
  expect({ words, code, stderr }).toMatchObject({ code: 0 });
  return stage
    .read(list)
    .split('\n')
    .flatMap((address) => /(?:dist|node_modules)\/.*/.exec(address)?.[0] ?? []);
}

/** Packages by their names, each once: as they are installed, or as one file of the build; its kits have none. */
function packagesOf(files: readonly string[]): readonly string[] {
  const names = files.flatMap(
    (file) =>
      /(?:node_modules|dist\/libraries)\/((?:@[^/]+\/)?[^/]+?)(?:\.js)?(?:\/|$)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}

const roomsOf = (files: readonly string[]): readonly string[] =>
  [...new Set(files.flatMap((file) => /^dist\/([a-z]+)\//.exec(file)?.[1] ?? []))].sort();

describe('a start', () => {
  it('of `--help` loads no library at all, and of the program what checks the Node.js version and shows a page', async ({
    stage,
  }) => {
    const files = await loadedBy(stage, ['--help']);
    expect(files).toContain('dist/cli/front-page.js');
    expect(packagesOf(files)).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(8);
  });

  it('of the help of a command loads that command’s options, and nothing that would do its work', async ({
    stage,
  }) => {
    const files = await loadedBy(stage, ['status', '--help']);
    expect(packagesOf(files)).toEqual(['fastest-levenshtein']);
    expect(roomsOf(files)).not.toContain('ledger');
  });

  it('of `status` loads the ledger and the words, but nothing that plans, sends, draws or writes a file', async ({
    stage,
  }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    expect((await stage.run(['run', 'a.csv', ...QUICK])).code).toBe(0);
    const files = await loadedBy(stage, ['status']);
    // The SDK, libphonenumber and its metadata, csv-parse, the workbook's library, YAML, zones: none of them.
    const allowed = ['@photostructure/sqlite', 'fastest-levenshtein', 'node-gyp-build'];
    expect(packagesOf(files).filter((name) => !allowed.includes(name))).toEqual([]);
    expect(files.filter((file) => file.includes('drawing-kit'))).toEqual([]);
    const rooms = roomsOf(files);
    expect(rooms).toContain('ledger');
    for (const room of ['intake', 'plan', 'ringcentral', 'sandbox', 'schedule', 'track']) {
      expect(rooms).not.toContain(room);
    }
  });
});

describe('a library of many files', () => {
  it('is one file of a start, with the licenses of all that is in it beside it', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    const files = await loadedBy(stage, ['plan', 'a.csv', ...QUICK.slice(0, 4)]);
    const many = ['csv-parse', 'libphonenumber-js', 'yaml'];
    expect(packagesOf(files)).toEqual(expect.arrayContaining(many));
    for (const name of [...many, 'csv-stringify', 'luxon', 'p-limit', 'zod']) {
      expect(files.filter((file) => file.startsWith(`node_modules/${name}/`))).toEqual([]);
      expect(readFileSync(LICENSES, 'utf8')).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });
});

describe('the front page', () => {
  it('is on the disk what the command line would say, and is said without a word too', async ({ stage }) => {
    const { stdout: made } = await callCampaign(['--help'], { cwd: stage.directory, environment: {} });
    // As a process, so that it is the page on the disk.
    const asProcess = { environment: { ...stage.environment, TZ: 'UTC' } };
    expect(await stage.run(['--help'], asProcess)).toEqual({ code: 0, stdout: made, stderr: '' });
    expect(await stage.run([], asProcess)).toEqual({ code: 0, stdout: made, stderr: '' });
  });
});
