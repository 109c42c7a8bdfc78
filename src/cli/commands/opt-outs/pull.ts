import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { World } from '../../../core/run.ts';
import { formatJson } from '../../../report/json.ts';
import { pullOptOuts } from '../../../run/pull-opt-outs.ts';
import { addCampaignOptions } from '../../campaign-options.ts';
import type { Arguments, Command } from '../../command.ts';
import { chooseWorld, openOptOuts, openProvider } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { countOptOuts } from '../../opt-out-text.ts';
import { count } from '../../screen/figures.ts';
import { readWatchRequest } from '../../watch-request.ts';
import { whoIs } from '../../who.ts';

/** `campaign opt-outs pull`: the provider's whole list into the ledger, also beside a process that drives a run. */
export const pull: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .option('sandbox', { type: 'boolean', default: false, describe: 'those of the embedded sandbox' })
        .option('prune', {
          type: 'boolean',
          default: false,
          describe: "take back what came from the provider and isn't in its list any more",
        })
        .example('$0 opt-outs pull', 'from cron, for a workspace that many campaigns are sent from')
        .example('$0 opt-outs pull --prune', 'also let those be texted again who opted in at RingCentral'),
      ['requestTimeout'],
    ),
  handle: pullList,
};

async function pullList(context: Context, argv: Arguments): Promise<ExitCode> {
  const isSandbox = argv['sandbox'] === true;
  const requestTimeoutMs = readWatchRequest(context, argv).values.requestTimeout;
  const world = await chooseWorld(context, isSandbox);
  const { clock } = context;
  const ledger = await openOptOuts(context);
  try {
    const provider = await openProvider(context, { isSandbox, requestTimeoutMs, senders: [] });
    try {
      const listOptOuts: typeof provider.listOptOuts = async (query) => {
        context.io.interrupt.throwIfAborted();
        return provider.listOptOuts(query);
      };
      const reading = await pullOptOuts({ ledger, provider: { listOptOuts }, clock }, world);
      const delisted = await ledger.countDelisted(world);
      const act = { at: clock.now(), who: whoIs(context) };
      const pruned = argv['prune'] === true ? await ledger.pruneOptOuts(world, act) : 0;
      tell(context, { world, ...reading, delisted, pruned });
      return EXIT.ok;
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

interface Pulled {
  readonly world: World;
  readonly records: number;
  readonly added: number;
  readonly delisted: number;
  readonly pruned: number;
}

function tell(context: Context, { world, records, added, delisted, pruned }: Pulled): void {
  context.say(`the provider has ${countOptOuts(records)}, ${count(added)} of them new here`);
  if (pruned > 0) context.say(`${countOptOuts(pruned)} that it doesn't show any more taken back`);
  else if (delisted > 0) context.say(tellDelisted(delisted, world));
  if (!context.flags.json) return;
  const schema = 'campaign-opt-outs-pull/1';
  context.print(formatJson({ schema, world, optOuts: records, added, delisted, pruned }).trimEnd());
}

function tellDelisted(delisted: number, world: World): string {
  const [is, counts, it] = delisted === 1 ? ['is', 'counts', 'it'] : ['are', 'count', 'them'];
  const command = `campaign opt-outs pull --prune${world === 'sandbox' ? ' --sandbox' : ''}`;
  return (
    `${countOptOuts(delisted)} that came from it earlier ${is} not in its list any more, and ${counts} here still. ` +
    `To take ${it} back: ${command}`
  );
}
