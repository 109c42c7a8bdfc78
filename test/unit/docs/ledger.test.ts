import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BATCH_MOVES, BATCH_STATES } from '../../../src/core/batch.ts';
import type { RemoteBatch, SubmitReply } from '../../../src/core/provider.ts';
import { MIGRATIONS } from '../../../src/ledger/schema.ts';
import { judge } from '../../../src/submit/verdict.ts';
import { readColumn, readPage, readTable, ROOT } from './markdown.ts';

const PAGE = 'docs/ledger.md';

/** Columns that a later version of the schema added. */
function addedTo(table: string): string[] {
  const added = MIGRATIONS.join('\n').matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g);
  return [...added].flatMap(([, name, column = '']) => (name === table ? [column] : []));
}

function tablesOfSchema(): string[][] {
  return [...MIGRATIONS.join('\n').matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\) STRICT/g)].map(
    ([, name = '', body = '']) => [
      name,
      [
        ...[...body.matchAll(/^ {2}(\w+) (?:INTEGER|TEXT|REAL)/gm)].map((match) => match[1]),
        ...addedTo(name),
      ].join(' '),
    ],
  );
}

function answer(status: number): SubmitReply {
  const batch: RemoteBatch = {
    ...{ id: 'b-1', from: null, size: 1, processed: 0, status: 'Processing' },
    ...{ createdAt: null, updatedAt: null, cost: null },
  };
  const isSuccess = status === 201;
  return {
    ...{ kind: 'reply', status, batch: isSuccess ? batch : null, rejected: [] },
    ...{ errorCode: null, message: null, requestId: null },
  };
}

describe('docs/ledger.md', () => {
  it('has every table with its columns', () => {
    const told = readTable(PAGE, ['table', 'one row is', 'columns']);
    expect(told.map((row) => [row['table'], row['columns']])).toEqual(tablesOfSchema());
  });

  it('has every state of a batch and every move', () => {
    const told = readTable(PAGE, ['state', 'means', 'may become']);
    const moves = BATCH_STATES.map((state) => [state, BATCH_MOVES[state].join(', ') || 'nothing']);
    expect(told.map((row) => [row['state'], row['may become']])).toEqual(moves);
  });

  it('has every state of a run', () => {
    const check = /state IN \(('draft'[^)]*)\)/.exec(MIGRATIONS.join(''))?.[1] ?? '';
    expect(readColumn(PAGE, ['state', 'means'], 'state')).toEqual(check.replaceAll("'", '').split(', '));
  });

  it('says of each status of an answer what the verdict is', () => {
    const rows = readTable(PAGE, ['answer to the submit', 'the batch is']);
    const claims = rows.flatMap((row) => {
      const statuses = (row['answer to the submit'] ?? '')
        .replace('3xx', '307')
        .replace('any 5xx', '500, 503');
      return (statuses.match(/\b\d{3}\b/g) ?? []).map(
        (status) => [Number(status), row['the batch is'] ?? ''] as const,
      );
    });
    expect(claims.length).toBeGreaterThan(12);
    for (const [status, claim] of claims)
      expect(`${status} ${claim}`).toContain(`${status} ${judge(answer(status)).to}`);
  });

  it('has every kind of journal entry that the ledger writes', () => {
    const room = join(ROOT, 'src/ledger');
    const code = readdirSync(room)
      .map((file) => readFileSync(join(room, file), 'utf8'))
      .join('\n');
    const direct = [...code.matchAll(/kind: '([a-z-]+)'/g)].map((match) => match[1] ?? '');
    const ofOutcomes = /return (\{ accepted: [^}]*\})/.exec(code)?.[1] ?? '';
    const outcomes = [...ofOutcomes.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '');
    expect(outcomes).toHaveLength(4);
    const written = [...new Set([...direct, ...outcomes])].sort();
    expect(readColumn(PAGE, ['kind', 'when'], 'kind').sort()).toEqual(written);
  });

  it('has every reason that the entry of a settled batch can give', () => {
    const port = readFileSync(join(ROOT, 'src/core/ledger.ts'), 'utf8');
    const [, union = ''] = /type SettleReason = (.+);/.exec(port) ?? [];
    const reasons = union.split(' | ').map((word) => word.replaceAll("'", '`'));
    const page = readPage(PAGE);
    const [row = ''] = /^\| `settled` +\| a batch is at its end.*$/m.exec(page) ?? [];
    expect(row.match(/`[a-z]+`/g)?.slice(1)).toEqual(reasons);
  });
});
