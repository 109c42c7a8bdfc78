import { existsSync, readFileSync } from 'node:fs';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ErrorCode,
  type Node,
  type Pair,
} from 'yaml';
import type { Problem } from '../../core/error.ts';
import { nearest } from '../nearest.ts';
import type { RawValue } from './raw.ts';

/** A value of a YAML file with the place it stands at, `campaigns/spring.yaml:3`. */
export interface PlacedValue {
  readonly raw: RawValue;
  readonly where: string;
}

export interface ConfigFile {
  readonly values: ReadonlyMap<string, PlacedValue>;
  readonly problems: readonly Problem[];
}

/**
 * Reads a YAML file of options. Scalars stay text (the failsafe schema), so that `from: +16505550100` keeps its plus.
 * A file that isn't there is empty.
 *
 * @param shownAs the path as people know it, for messages.
 */
export function readConfigFile(path: string, shownAs: string, knownKeys: readonly string[]): ConfigFile {
  if (!existsSync(path)) return { values: new Map(), problems: [] };
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const place = (offset: number): string => `${shownAs}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      where: place(error.pos[0]),
      found: `not readable as YAML: ${error.message}`,
      remedy: adviseOnYaml(error.code),
    }));
    return { values: new Map(), problems };
  }
  if (document.contents === null) return { values: new Map(), problems: [] };
  if (!isMap(document.contents)) {
    const found = 'the file is not a list of keys and values';
    return {
      values: new Map(),
      problems: [{ where: place(0), found, remedy: 'Write one `key: value` a line' }],
    };
  }
  return readPairs(document.contents.items, place, knownKeys);
}

function readPairs(
  pairs: readonly Pair<Node, Node | null>[],
  place: (offset: number) => string,
  knownKeys: readonly string[],
): ConfigFile {
  const values = new Map<string, PlacedValue>();
  const problems: Problem[] = [];
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : '?';
    const where = place(key.range?.[0] ?? 0);
    const raw = toRaw(value);
    if (!knownKeys.includes(name)) {
      problems.push({
        where,
        found: `unknown key ${JSON.stringify(name)}`,
        remedy: suggest(name, knownKeys),
      });
    } else if (raw === null) {
      problems.push({
        where,
        found: `${name} has no usable value`,
        remedy: 'Give a value, a list or a map of texts',
      });
    } else if (
      name === 'text' &&
      isScalar(value) &&
      value.type === 'PLAIN' &&
      typeof value.comment === 'string'
    ) {
      // Nobody sees a text that ends too early: it would be sent so.
      problems.push({
        where,
        found: `the text ends before "#${value.comment}", which YAML takes for a comment`,
        remedy: `Put the text into quotes: text: "… #${value.comment.trim()}"; a comment goes on a line of its own`,
      });
    } else {
      values.set(name, { raw, where: `${where} ${name}` });
    }
  }
  return { values, problems };
}

/** What people most often write that YAML reads otherwise. */
function adviseOnYaml(code: ErrorCode): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Begin lines with spaces instead of tabs; a key begins where the line begins';
    case 'DUPLICATE_KEY':
      return 'Keep one of the lines; several numbers are a list: from: [+1…, +1…]';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'Write one `key: value` a line, with a colon and a space between';
    default:
      return 'Put a value with a colon, a brace or a # into quotes: text: "Hi {{name}}: …"';
  }
}

function suggest(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  return guess === null ? `Known keys: ${known.join(', ')}` : `Did you mean ${JSON.stringify(guess)}?`;
}

function toRaw(node: Node | null): RawValue | null {
  if (isScalar(node)) return typeof node.value === 'string' && node.value !== '' ? node.value : null;
  if (isSeq(node)) {
    const items = node.items.map((item) => (isScalar(item) ? String(item.value) : null));
    return items.includes(null) ? null : (items as string[]);
  }
  if (!isMap(node)) return null;
  const entries = node.items.map(({ key, value }) => [
    isScalar(key) ? String(key.value) : '',
    isScalar(value) ? String(value.value) : '',
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
