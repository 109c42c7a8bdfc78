import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTRADICTIONS, DIFFERENCES } from '../../openapi/differences.ts';
import { readTable, ROOT } from './markdown.ts';

const PAGE = 'docs/api-differences.md';

/** As the page shows a text: without code marks, a source as a link. */
const plain = (text: string): string => text.replaceAll('`', '');
const link = (source: string): string => {
  const { hostname, pathname, hash } = new URL(source);
  const name = hostname === 'www.rfc-editor.org' ? `RFC 6749 §${hash.slice('#section-'.length)}` : pathname;
  return `[${name.replace(/^\/guide\//, '')}](${source})`;
};

describe('docs/api-differences.md', () => {
  it('has every difference that the check lets through, with its source', () => {
    const told = readTable(PAGE, ['operation', 'where', 'the specification', 'what is known', 'source']);
    expect(told.map(Object.values)).toEqual(
      DIFFERENCES.map(({ operations, side, statuses, specification, reality, source }) => [
        operations === 'any' ? 'any' : operations.join(', '),
        `${side} ${statuses.join(', ')}`,
        plain(specification),
        plain(reality),
        link(source),
      ]),
    );
  });

  it('has every contradiction, with a test that is there', () => {
    const told = readTable(PAGE, ['what', 'the specification', 'others', 'source', 'test']);
    expect(told.map(Object.values)).toEqual(
      CONTRADICTIONS.map(({ what, specification, others, source, test }) => [
        ...[plain(what), plain(specification), plain(others)],
        ...[link(source), test],
      ]),
    );
    for (const { test } of CONTRADICTIONS) expect([test, existsSync(join(ROOT, test))]).toEqual([test, true]);
  });
});
