import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { StatusGroup } from '../../../core/high-volume-store.ts';
import { formatMoney } from '../../../core/money.ts';
import { toSmsCode } from '../../../core/sms-code.ts';
import { formatCsvRows } from '../../../report/csv.ts';
import { formatJson } from '../../../report/json.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatTable } from '../../table.ts';
import { openReader } from '../../store/argument-reader.ts';
import { addFormOption, readForm, type Form } from '../../store/form.ts';
import { addMessageFilters, readMessageFilter, widenToBatch } from '../../store/message-filter.ts';
import { STATUSES } from '../../store/message-listing.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';
import { tellWindow } from '../../store/words.ts';

/** `campaign store statuses`: how many messages are in which status, counted by the provider in one call. */
export const statuses: Command = {
  builder: (yargs) =>
    addStoreOptions(addMessageFilters(addFormOption(yargs)))
      .example('$0 store statuses --date-from 7d --direction Outbound', 'what became of this week’s texts')
      .example('$0 store statuses --batch-id ID --json', 'with the error codes, for a script'),
  handle: countStatuses,
};

async function countStatuses(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const reader = openReader(argv);
  const said = readMessageFilter(reader, context.clock.now());
  reader.finish();
  return useStores(context, argv, async ({ highVolume }) => {
    const { filter, window } = await widenToBatch(highVolume, said);
    tellWindow(context, window);
    context.io.stdout.write(FORMS[form](await highVolume.statuses(filter)));
    return EXIT.ok;
  });
}

const FORMS: Readonly<Record<Form, (groups: readonly StatusGroup[]) => string>> = {
  csv: (groups) => formatCsvRows([STATUSES.columns, ...groups.map(STATUSES.toCells)]),
  json: (groups) =>
    formatJson({
      schema: STATUSES.schema,
      statuses: groups.map(({ status, count, cost, errors }) => ({
        ...{ status, count, cost: cost === null ? null : formatMoney(cost) },
        errors: errors.map(({ code, count: times }) => ({
          ...{ code, meaning: toSmsCode(code).meaning, count: times },
        })),
      })),
    }),
  table: (groups) => {
    const rows = groups.map(({ status, count, cost, errors }) => [
      ...[status, String(count), cost === null ? '-' : formatMoney(cost)],
      errors.map(({ code, count: times }) => `${code} × ${times}`).join(', ') || '-',
    ]);
    return `${formatTable(['STATUS', 'COUNT', 'COST', 'ERRORS'], rows)}\n`;
  },
};
