import { EXIT } from '../../../core/exit-code.ts';
import { failed, ok, type Finding } from '../finding.ts';

export interface RuntimeFacts {
  /** `20.20.2` */
  readonly node: string;
  /** What package.json asks for: `>=20.19`. */
  readonly wanted: string;
  /** The version of the SQLite that ledgers are opened with: one that damages none. */
  readonly sqlite: string;
}

/** Judges the Node.js that runs us. */
export function judgeRuntime({ node, wanted, sqlite }: RuntimeFacts): Finding {
  const least = wanted.replace(/^>=/, '');
  if (isAtLeast(node, least)) return ok(`Node.js ${node}, SQLite ${sqlite}`);
  return failed(EXIT.input, `Node.js ${node}, and ${wanted} is needed`, `Install Node.js ${least} or later`);
}

function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  );
  for (const index of [0, 1, 2]) {
    const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
