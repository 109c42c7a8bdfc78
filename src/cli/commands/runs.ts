import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { formatMoney } from '../../core/money.ts';
import { isSandbox, type Run } from '../../core/run.ts';
import type { Command } from '../command.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { count } from '../screen/figures.ts';
import { formatTable } from '../table.ts';

/** `campaign runs`: every run of the workspace, oldest first. */
export const runs: Command = {
  builder: (yargs) =>
    yargs
      .example('$0 runs', 'what has been sent from here, and what is unfinished')
      .example('$0 runs --json', 'for scripts'),
  handle: listRuns,
};

async function listRuns(context: Context): Promise<ExitCode> {
  const ledger = await openLedgerForReading(context);
  const all = ledger === null ? [] : await ledger.listRuns();
  await ledger?.close();
  if (context.flags.json) {
    context.print(JSON.stringify({ schema: 'campaign-runs/1', runs: all.map(toEntry) }, null, 2));
  } else if (all.length === 0) {
    context.say('there is no run in this workspace yet');
  } else {
    context.print(formatTable(['RUN', 'STATE', 'PLANNED', 'RECIPIENTS', 'BATCHES', ''], all.map(toRow)));
  }
  return EXIT.ok;
}

function toEntry(run: Run) {
  return {
    run: run.name,
    campaign: run.campaign,
    state: run.state,
    paused: run.pausedAt !== null,
    sandbox: isSandbox(run.world),
    plannedAt: new Date(run.plannedAt).toISOString(),
    finishedAt: run.finishedAt === null ? null : new Date(run.finishedAt).toISOString(),
    rows: run.rows,
    recipients: run.recipients,
    batches: run.batches,
    estimatedCost: formatMoney(run.estimate),
    currency: run.currency,
  };
}

function toRow(run: Run): string[] {
  const planned = new Date(run.plannedAt).toISOString().slice(0, 16).replace('T', ' ');
  const note = isSandbox(run.world) ? 'sandbox' : '';
  const state = run.state === 'open' && run.pausedAt !== null ? 'paused' : run.state;
  return [run.name, state, `${planned}Z`, count(run.recipients), count(run.batches), note];
}
