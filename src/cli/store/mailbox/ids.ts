import { InputError } from '../../../core/error.ts';
import type { IdOutcome } from '../../../core/message-store.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { listOf, type Arguments } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatHeading, formatLine, printRecords } from '../../print-records.ts';
import { count } from '../../screen/figures.ts';
import { toOutcomes } from './listing.ts';

/** The argument of the commands that are about single messages. */
export const IDS = {
  type: 'string',
  array: true,
  demandOption: true,
  describe: "the messages' ids, as campaign store list shows them",
} as const;

/**
 * The ids of messages, each once. Digits alone: a `*` or a comma would mean other messages than were named.
 *
 * @throws InputError with every word that is none; an empty list as well.
 */
export function readIds(argv: Arguments): readonly string[] {
  const ids = [...new Set(listOf(argv, 'id').map((id) => id.trim()))];
  const wrong = ids.filter((id) => !/^\d{1,19}$/.test(id));
  if (wrong.length === 0 && ids.length > 0) return ids;
  const remedy = 'Use the digits that campaign store list shows. Nothing was asked';
  const found = wrong.map((id) => `${JSON.stringify(id)} is not the id of a message`);
  throw new InputError(
    (found.length === 0 ? ['there is no id'] : found).map((each) => ({ where: 'ID', found: each, remedy })),
  );
}

/** How a command tells of what became of single messages. */
export interface OutcomeForm {
  readonly schema: string;
  readonly form: 'table' | 'csv' | 'json';
  /** `marked as read`: what the messages are now; null where they are only shown. */
  readonly done: string | null;
}

/**
 * Prints what became of each message as it is known, tells of those that failed, and sums up.
 *
 * @returns 0, else 4 where trying again may help, or 7 where the provider refuses some.
 */
export async function tellOutcomes(
  context: Context,
  { schema, form, done }: OutcomeForm,
  outcomes: AsyncIterable<readonly IdOutcome[]>,
): Promise<ExitCode> {
  const failed: IdOutcome[] = [];
  let all = 0;
  const flat = async function* (): AsyncGenerator<IdOutcome> {
    for await (const some of outcomes) {
      for (const outcome of some) {
        all += 1;
        if (outcome.reason !== null) failed.push(outcome);
        yield outcome;
      }
    }
  };
  const listing = toOutcomes(schema);
  if (form !== 'table') await printRecords(context, form, listing, flat());
  else for await (const outcome of flat()) printOutcome(context, outcome, all === 1);
  for (const { id, errorCode, reason } of failed) {
    context.warn(`${id}: ${[errorCode, reason].filter((part) => part !== null).join(' ')}`);
  }
  const good = all - failed.length;
  if (done !== null)
    context.say(`${count(good)} of ${count(all)} ${all === 1 ? 'message' : 'messages'} ${done}`);
  return toExitCode(failed);
}

/** A table has no room for the reason: it stands below it. */
const SHOWN = toOutcomes('')
  .columns.map((name, index) => ({ name, index }))
  .filter(({ name }) => name !== 'reason');

function printOutcome(context: Context, outcome: IdOutcome, isFirst: boolean): void {
  const { columns, widths, toCells } = toOutcomes('');
  const pick = <T>(list: readonly T[]): T[] =>
    list.filter((_each, index) => SHOWN.some((shown) => shown.index === index));
  if (isFirst) context.io.stdout.write(formatHeading(pick(columns), pick(widths)));
  context.io.stdout.write(formatLine(pick(toCells(outcome)), pick(widths)));
}

function toExitCode(failed: readonly IdOutcome[]): ExitCode {
  if (failed.length === 0) return EXIT.ok;
  const isPassing = failed.some(({ status }) => status >= 500 || status === 429 || status === 408);
  return isPassing ? EXIT.notFinished : EXIT.refused;
}
