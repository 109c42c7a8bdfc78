import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../../src/core/exit-code.ts';
import { readPage, readTable, ROOT } from './markdown.ts';

describe('the exit codes', () => {
  it.each(['README.md', 'docs/exit-codes.md'])('stand in %s as the program means them', (page) => {
    const told = readTable(page, ['code', 'meaning', 'what to do']).map(Object.values);
    const meant = EXIT_MEANINGS.map(([code, meaning, action]) => [
      String(code),
      meaning,
      action.replaceAll('`', ''),
    ]);
    expect(told).toEqual(meant);
  });

  it('of several runs stand in docs/exit-codes.md in the order in which `resume` picks one', () => {
    const code = readFileSync(join(ROOT, 'src/cli/resume-runs.ts'), 'utf8');
    const [, list = ''] = /WORST_FIRST[^=]*= \[([^\]]*)\]/.exec(code) ?? [];
    const names = [...list.matchAll(/EXIT\.(\w+)/g)].map(([, name = '']) => name);
    const picked = names.map((name) => new Map<string, number>(Object.entries(EXIT)).get(name));
    expect(picked.length).toBeGreaterThan(1);
    expect(readPage('docs/exit-codes.md')).toContain(`the first of ${picked.join(', ')} that`);
  });
});
