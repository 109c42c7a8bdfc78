import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WATCH_OPTIONS } from '../../../src/cli/campaign-options.ts';
import { readCredentials } from '../../../src/cli/settings/credentials.ts';
import { CAMPAIGN_OPTIONS, type CampaignOptionName } from '../../../src/cli/settings/options.ts';
import { flagOf, variableOf } from '../../../src/cli/settings/resolve.ts';
import { listPages, readCode, readPage, readTable } from './markdown.ts';

const PAGE = 'docs/campaign-file.md';
const NAMES = Object.keys(CAMPAIGN_OPTIONS) as CampaignOptionName[];
const NO_FILE = join(tmpdir(), 'no-such-workspace');

function defaultOf(name: CampaignOptionName): string {
  const spec = CAMPAIGN_OPTIONS[name];
  if (spec.defaultText !== undefined) return spec.defaultText;
  return typeof spec.fallback === 'boolean' ? String(spec.fallback) : 'none';
}

describe('the options of a campaign', () => {
  it('stand in docs/campaign-file.md with key, flag, variable and default', () => {
    const told = readTable(PAGE, ['key', 'flag', 'variable', 'default', 'accepts']);
    expect(told.map((row) => [row['key'], row['flag'], row['variable'], row['default']])).toEqual(
      NAMES.map((name) => [name, flagOf(name), variableOf(name), defaultOf(name)]),
    );
  });

  it('that a started run takes are the ones that the page names', () => {
    const sentence = /`resume`\s+takes([\s\S]*?)\.\s+They\s+read/.exec(readPage(PAGE))?.[1] ?? '';
    for (const name of WATCH_OPTIONS) expect(sentence).toContain(`\`${flagOf(name)}\``);
  });

  it('are the only CAMPAIGN_ variables that any page names', () => {
    // The last one is read by a test.
    const others = ['CAMPAIGN_WORKSPACE', 'CAMPAIGN_…', 'CAMPAIGN_OPENAPI'];
    const known = new Set([...NAMES.map(variableOf), ...others]);
    const told = listPages().flatMap((page) =>
      readCode(page).flatMap((code) => code.match(/CAMPAIGN_[A-Z…_]+/g) ?? []),
    );
    expect(told.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the credentials', () => {
  const rows = readTable(PAGE, ['what', 'variable', 'also understood']);
  const FIELDS = {
    server: 'server',
    'client id': 'clientId',
    'client secret': 'clientSecret',
    JWT: 'jwt',
  } as const;
  const complete = Object.fromEntries(rows.map((row) => [row['variable'] ?? '', 'set']));
  const cases = rows.flatMap((row) =>
    [row['variable'] ?? '', ...(row['also understood'] ?? '').split(', ')].map((name) => ({ row, name })),
  );

  it('are four', () => {
    expect(rows.map((row) => row['what'])).toEqual(Object.keys(FIELDS));
  });

  it.each(cases)('are read from $name', ({ row, name }) => {
    const others = Object.fromEntries(Object.entries(complete).filter(([each]) => each !== row['variable']));
    const credentials = readCredentials(NO_FILE, { ...others, [name]: 'from here' });
    expect(credentials?.[FIELDS[row['what'] as keyof typeof FIELDS]]).toBe('from here');
  });
});
