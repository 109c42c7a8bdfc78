import { formatCsvRows } from '../../report/csv.ts';
import { formatJson, toJsonLine } from '../../report/json.ts';
import type { Context } from '../context.ts';
import { formatLine, type Listing } from '../print-records.ts';
import type { Form } from './form.ts';

/** Prints one record on stdout: a line for each of its fields, a CSV of one row, or a JSON document. */
export function printOne<T>(
  context: Context,
  form: Form,
  { schema, key, columns, toCells }: Listing<T>,
  record: T,
): void {
  const cells = toCells(record);
  const { stdout } = context.io;
  if (form === 'csv') stdout.write(formatCsvRows([columns, cells]));
  else if (form === 'json') {
    stdout.write(formatJson({ schema, [key]: JSON.parse(toJsonLine(columns, cells)) as unknown }));
  } else {
    const width = Math.max(...columns.map((name) => name.length));
    const lines = columns.map((name, index) =>
      formatLine([name.replaceAll('_', ' '), cells[index] ?? null], [width]),
    );
    stdout.write(lines.join(''));
  }
}
