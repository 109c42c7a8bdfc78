import type { IdOutcome } from '../../../core/message-store.ts';
import type { OpenStores } from '../../compose.ts';
import type { Command } from '../../command.ts';
import { addFormOption, readForm } from '../form.ts';
import { addStoreOptions, useStores } from '../use-stores.ts';
import { IDS, readIds, tellOutcomes } from './ids.ts';

interface Change {
  readonly action: string;
  readonly done: string | null;
  readonly examples: readonly (readonly [line: string, why: string])[];
  readonly apply: (
    messages: OpenStores['messages'],
    ids: readonly string[],
  ) => AsyncIterable<readonly IdOutcome[]>;
}

/** A command that does one thing with each of the messages that are named. */
export function toCommand({ action, done, examples, apply }: Change): Command {
  return {
    builder: (yargs) =>
      examples.reduce(
        (program, [line, why]) => program.example(line, why),
        addStoreOptions(addFormOption(yargs.positional('id', IDS))),
      ),
    handle: (context, argv) => {
      const form = readForm(context, argv);
      const ids = readIds(argv);
      const schema = `campaign-store-${action}/1`;
      return useStores(context, argv, ({ messages }) =>
        tellOutcomes(context, { schema, form, done }, apply(messages, ids)),
      );
    },
  };
}
