import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPages, readAnchors, readPage, ROOT } from './markdown.ts';

interface Link {
  readonly page: string;
  readonly target: string;
}

function listLinks(): Link[] {
  return listPages().flatMap((page) =>
    [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({ page, target: match[1] ?? '' })),
  );
}

function isBroken({ page, target }: Link): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (file.startsWith('..') || !existsSync(join(ROOT, file))) return true;
  return anchor !== undefined && !readAnchors(file).includes(anchor);
}

describe('the links of all pages', () => {
  const inside = listLinks().filter(({ target }) => !/^[a-z]+:/.test(target));

  it('are relative, and lead to a file and a heading that are there', () => {
    expect(inside.length).toBeGreaterThan(30);
    expect(inside.filter(isBroken)).toEqual([]);
  });

  it('lead to every page of docs/ from another page', () => {
    const reached = new Set(
      inside.map(({ page, target }) => normalize(join(dirname(page), target.split('#')[0] ?? ''))),
    );
    const pages = listPages().filter((page) => page.startsWith('docs/'));
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('the decisions', () => {
  it('are numbered without gaps, and each has its context, its decision and what follows', () => {
    const pages = listPages().filter((page) => /^docs\/decisions\/\d/.test(page));
    pages.forEach((page, index) => {
      const number = String(index + 1);
      expect(page).toContain(`/${number.padStart(4, '0')}-`);
      expect(readPage(page)).toMatch(new RegExp(`^# ${number}\\. `));
      for (const part of ['Context', 'Decision', 'Consequences'])
        expect(readPage(page)).toContain(`\n## ${part}\n`);
    });
    expect(pages.length).toBeGreaterThan(10);
  });
});
