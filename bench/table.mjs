import { cpus } from 'node:os';

/**
 * @typedef {object} Line one case at one size, medians over the rounds
 * @property {number} size
 * @property {string} case
 * @property {string} title
 * @property {number} rowsPerSecond
 * @property {number | null} ratio of rows a second to bare csv-parse's, round by round; null when that wasn't run
 * @property {number} cpuMs
 * @property {number} peakBytes
 */

/**
 * @param {{ size: number, round: number, case: string, ms: number, cpuMs: number, peakBytes: number }[]} samples
 * @param {import('./cases.mjs').Case[]} cases
 * @returns {Line[]}
 */
export function summarize(samples, cases) {
  const sizes = [...new Set(samples.map(({ size }) => size))];
  return sizes.flatMap((size) =>
    cases.map(({ name, title }) => {
      const mine = samples.filter((sample) => sample.size === size && sample.case === name);
      const bare = samples.filter((sample) => sample.size === size && sample.case === 'bare');
      const ratios = mine.flatMap(({ round, ms }) =>
        bare.filter((sample) => sample.round === round).map((sample) => sample.ms / ms),
      );
      return {
        size,
        case: name,
        title,
        rowsPerSecond: median(mine.map(({ ms }) => (size / ms) * 1000)),
        ratio: ratios.length === 0 ? null : median(ratios),
        cpuMs: median(mine.map(({ cpuMs }) => cpuMs)),
        peakBytes: median(mine.map(({ peakBytes }) => peakBytes)),
      };
    }),
  );
}

/**
 * A Markdown table, aligned the way Prettier does.
 *
 * @param {Line[]} lines
 */
export function formatTable(lines) {
  const head = ['rows', 'what', 'rows/s', 'beside bare csv-parse', 'CPU s', 'peak RSS'];
  const body = lines.map((line) => [
    line.size.toLocaleString('en-US'),
    line.title,
    Math.round(line.rowsPerSecond).toLocaleString('en-US'),
    line.ratio?.toFixed(2) ?? '–',
    (line.cpuMs / 1000).toFixed(2),
    formatMegabytes(line.peakBytes),
  ]);
  return alignTable(head, body, (name) => name === 'what');
}

/**
 * @param {string[]} head
 * @param {string[][]} body
 * @param {(name: string) => boolean} isWords columns of words stand at the left
 */
export function alignTable(head, body, isWords) {
  const isText = head.map(isWords);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...body.map((cells) => cells[column].length)),
  );
  const format = (cells) =>
    `| ${cells.map((cell, column) => (isText[column] ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isText[column] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [format(head), format(rule), ...body.map(format)].join('\n');
}

/** What the figures were measured on, for whoever compares them. */
export function describeMachine({ rounds }) {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const spread = rounds === 1 ? 'one round' : `medians of ${rounds} interleaved rounds`;
  return `Node ${process.versions.node}, ${processors.length} × ${model}, ${spread}.`;
}

export function formatMegabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
