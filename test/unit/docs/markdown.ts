import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's own directory. */
export const ROOT = join(import.meta.dirname, '../../..');

/** The pages that a reader finds, relative to the project: README, ARCHITECTURE, CHANGELOG, CONTRIBUTING, docs. */
export function listPages(): string[] {
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  return [...top, ...inDocs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))].sort();
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** A table's rows by the names of its columns; code marks and escaped bars are taken off. */
export type Row = Readonly<Record<string, string>>;

/**
 * The rows of the only table of a page with this header.
 *
 * @throws Error when there is none, or more than one.
 */
export function readTable(page: string, header: readonly string[]): Row[] {
  const tables = splitTables(readPage(page)).filter(
    ([head]) => head !== undefined && splitCells(head).join(' | ') === header.join(' | '),
  );
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    throw new Error(`${page} has ${tables.length} tables with the columns ${header.join(' | ')}`);
  }
  return table.slice(2).map((line) => {
    const cells = splitCells(line);
    return Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
  });
}

/** One column of such a table. */
export function readColumn(page: string, header: readonly string[], column: string): string[] {
  return readTable(page, header).map((row) => row[column] ?? '');
}

/** The words that stand between code marks, and the lines of code blocks. */
export function readCode(page: string): string[] {
  const text = readPage(page);
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap((match) =>
    (match[1] ?? '').split('\n'),
  );
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...blocks, ...[...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')];
}

/** The anchors of a page's headings, as GitHub makes them. */
export function readAnchors(page: string): string[] {
  const headings = readPage(page).match(/^#{1,6} .+$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function splitTables(text: string): string[][] {
  return text
    .split(/\n(?!\|)/)
    .map((part) => part.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 1);
}

function splitCells(line: string): string[] {
  const cells = line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll('\\|', '|').replaceAll('`', '').trim());
}
