import type { OptOut, OptOutChange } from '../core/opt-out.ts';
import { formatPhone } from '../core/recipient.ts';
import type { Cell } from '../report/cell.ts';
import { formatJson } from '../report/json.ts';
import type { Context } from './context.ts';
import { count } from './screen/figures.ts';

/** The columns of the list, as CSV and JSON name them. An interface. */
export const OPT_OUT_COLUMNS = ['phone', 'from', 'world', 'source', 'since', 'at_provider'] as const;

/** A line of the list. `from` is `all` where the opt-out is for all of our numbers. */
export function toOptOutCells({ phone, from, world, source, at, seenAt }: OptOut): readonly Cell[] {
  const own = from === 0 ? 'all' : formatPhone(from);
  return [formatPhone(phone), own, world, source, new Date(at), seenAt === null ? 'no' : 'yes'];
}

/** `1 opt-out`, `1,204 opt-outs`. */
export function countOptOuts(number: number): string {
  return `${count(number)} ${number === 1 ? 'opt-out' : 'opt-outs'}`;
}

/** Says what an addition came to, and prints its document with --json. */
export function tellChange(
  context: Context,
  change: OptOutChange & { readonly schema: string; readonly [more: string]: unknown },
): void {
  const { added, known } = change;
  const already = known === 0 ? '' : `, ${count(known)} known already`;
  context.say(`${countOptOuts(added)} added${already}`);
  if (context.flags.json) context.print(formatJson(change).trimEnd());
}
