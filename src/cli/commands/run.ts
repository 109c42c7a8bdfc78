import type { ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/run.ts';
import type { ApprovedPlan } from '../approval/plan-file.ts';
import { readRunRequest } from '../approval/run-request.ts';
import { addCampaignOptions } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, claimLedger } from '../compose.ts';
import type { Context } from '../context.ts';

/**
 * `campaign run FILE`: plan, show the plan, ask, submit, track, report. Run again = resume. With `--plan` the plan must be
 * the one that was approved.
 */
export const run: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', {
          type: 'string',
          describe: 'CSV of recipients, with a header line; not needed with --plan',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'text nobody: use the embedded sandbox',
        })
        .option('plan', {
          type: 'string',
          requiresArg: true,
          describe: 'send a plan that `plan --out` wrote, exactly as it was approved, or nothing',
        })
        .example('$0 run campaigns/spring-sale.csv --sandbox', 'try it without an account')
        .example('$0 run campaigns/spring-sale.csv', 'for real: shows the plan, asks, sends; again: goes on')
        .example('$0 run --plan may.json --yes', 'send exactly what `plan --out may.json` had approved')
        .example('$0 run may.csv --from +16505550100 --text "Hi {{name|there}}!" --yes', 'send, from cron'),
    ),
  handle: runCampaign,
};

async function runCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const { request, plan } = await readRunRequest(context, argv);
  const isSandbox = argv['sandbox'] === true;
  const world = await (plan === null
    ? chooseWorld(context, isSandbox)
    : chooseApproved(context, plan, isSandbox));
  const claim = await claimLedger(context);
  try {
    // Loaded while the ledger is looked at, as all that is only needed from here on.
    const { sendCampaign } = await import('../send-campaign.ts');
    return await sendCampaign(context, claim, { request, plan, world, isSure: argv['yes'] === true });
  } finally {
    await claim.release();
  }
}

async function chooseApproved(context: Context, plan: ApprovedPlan, isSandbox: boolean): Promise<World> {
  const { chooseApprovedWorld } = await import('../approval/check-plan.ts');
  return chooseApprovedWorld(context, plan, isSandbox);
}
