import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import type { Stage } from '../harness/open-stage.ts';

const [ADA, BO, CY, OWN] = [deliverable(0), deliverable(1), deliverable(2), deliverable(70)];
const STANDARD = '+16505550111';
const TOMORROW = new Date(Date.now() + 24 * 60 * 60_000).toISOString().slice(0, 10);
const WINDOW = ['--date-from', '2h', '--date-to', TOMORROW];

/** The commands of a journey: `say` expects an exit code and gives the JSON document that was printed. */
type Say = (code: number, ...words: readonly string[]) => Promise<Document>;
type Document = Readonly<Record<string, unknown>>;

/** Calls every command that talks to the API, with every filter that it has, and through every kind of refusal. */
export async function playCommands(stage: Stage, sandbox: SandboxProcess): Promise<void> {
  const say: Say = async (wanted, ...words) => {
    const { code, stdout, stderr } = await stage.run(words);
    if (code !== wanted) throw new Error(`${words.join(' ')} ended with ${code}, not ${wanted}:\n${stderr}`);
    return stdout.startsWith('{') ? (JSON.parse(stdout) as Document) : {};
  };
  stage.write('a.csv', smallFile(3));
  await say(0, 'doctor');
  await say(0, 'numbers');
  await playCampaigns(say, stage, sandbox);
  await playOptOuts(say, sandbox);
  await playHighVolumeStore(say, sandbox);
  await playMailbox(say, sandbox);
  await playRefusals(say, stage, sandbox);
}

async function playCampaigns(say: Say, stage: Stage, sandbox: SandboxProcess): Promise<void> {
  await say(0, 'plan', 'a.csv', ...QUICK.filter((word) => word !== '--yes'));
  await say(0, 'test', 'a.csv', ...QUICK, '--to', OWN);
  await say(0, 'run', 'a.csv', ...QUICK, '--no-wait');
  await say(0, 'track');
  await say(0, 'report');
  // An answer that is lost: the batch is looked for at the provider.
  await sandbox.addFault('POST /a2p-sms/batches: drop-after x1');
  await say(0, 'run', 'a.csv', ...QUICK, '--run-key', 'lost', '--repeat-guard', 'off');
  await sandbox.clearFaults();
  await sandbox.addFault('POST /a2p-sms/batches: fate SMS-CAR-431 x1');
  stage.write('b.csv', smallFile(2));
  await say(0, 'run', 'b.csv', ...QUICK, '--repeat-guard', 'off');
  await say(0, 'retry', 'b', '--yes', '--settle-after', '1s');
}

async function playOptOuts(say: Say, sandbox: SandboxProcess): Promise<void> {
  await sandbox.reply(ADA, SENDER, 'STOP');
  await say(0, 'opt-outs', 'pull');
  await say(0, 'opt-outs', 'add', BO);
  await say(0, 'opt-outs', 'push', '--tunnel-methods');
  // Without the permission for the new list of consents the old one is asked.
  await sandbox.set({ permissions: 'A2PSMS,ReadAccounts,ReadMessages,EditMessages' });
  await say(0, 'opt-outs', 'pull');
  await say(0, 'opt-outs', 'add', CY);
  await say(0, 'opt-outs', 'push');
  await sandbox.set({ permissions: 'A2PSMS,ReadAccounts,ReadMessages,EditMessages,SMS' });
}

async function playHighVolumeStore(say: Say, sandbox: SandboxProcess): Promise<void> {
  await sandbox.reply(BO, SENDER, 'who is this?');
  const batches = await say(
    0,
    'store',
    'batches',
    '--status',
    'completed',
    '--status',
    'processing',
    '--json',
  );
  const [batch] = batches['batches'] as readonly Document[];
  const id = String(batch?.['batch_id']);
  await say(0, 'store', 'batches', '--from', SENDER, ...WINDOW, '--per-page', '1');
  await say(0, 'store', 'batch', id);
  const filter = ['--direction', 'outbound', '--phone', ADA, '--phone', BO, ...WINDOW];
  await say(0, 'store', 'messages', ...filter, '--view', 'Detailed', '--per-page', '1');
  const { messages } = await say(0, 'store', 'messages', '--batch-id', id, '--json');
  await say(0, 'store', 'message', String((messages as readonly Document[])[0]?.['message_id']));
  await say(0, 'store', 'statuses', '--batch-id', id, ...filter);
  await say(0, 'store', 'inbox', '--run', 'a');
  await say(0, 'store', 'inbox');
}

async function playMailbox(say: Say, sandbox: SandboxProcess): Promise<void> {
  const sent: string[] = [];
  for (const text of ['first', 'second']) {
    const words = ['--from', STANDARD, '--to', OWN, '--country', 'US', '--text', text, '--yes', '--json'];
    const { messages } = await say(0, 'store', 'send', ...words);
    sent.push(String((messages as readonly Document[])[0]?.['message_id']));
  }
  const [one = '', two = ''] = sent;
  await sandbox.reply(OWN, STANDARD, 'Hello?');
  await say(0, 'store', 'list', '--per-page', '1');
  const { messages } = await say(0, 'store', 'get', one, '--json');
  await say(0, 'store', 'get', one, two);
  const conversation = String((messages as readonly Document[])[0]?.['conversation_id']);
  const filters = [
    ...['--availability', 'Alive', '--availability', 'Deleted', '--conversation-id', conversation, ...WINDOW],
    ...['--direction', 'Inbound', '--direction', 'Outbound', '--distinct-conversations'],
    ...['--message-type', 'SMS', '--message-type', 'Pager', '--owner-extension-type', 'User'],
    ...['--read-status', 'Unread', '--phone-number', OWN, '--page', '1'],
  ];
  await say(0, 'store', 'list', ...filters);
  await say(0, 'store', 'content', one);
  await say(0, 'store', 'unread', one);
  await say(0, 'store', 'read', one, two, '--tunnel-methods');
  await say(0, 'store', 'delete', one, '--yes', '--tunnel-methods');
  await say(0, 'store', 'restore', one);
  await say(0, 'store', 'delete', one, two, '--yes');
  await say(0, 'store', 'restore', one, two, '--tunnel-methods');
  await say(7, 'store', 'read', one, '99');
  await say(7, 'store', 'delete', one, '99', '--yes', '--purge');
  await say(7, 'store', 'get', '99');
}

/** What comes after a refusal or a failure must be as right as what came before. */
async function playRefusals(say: Say, stage: Stage, sandbox: SandboxProcess): Promise<void> {
  const refuse = async (fault: string, code: number, ...words: readonly string[]): Promise<void> => {
    await sandbox.addFault(fault);
    await say(code, ...words);
    await sandbox.clearFaults();
  };
  const reads = { 'status 401 x1': 0, 'throttle 1 x1': 4, 'status 400': 7, 'status 403': 7, 'status 404': 7 };
  for (const [effect, code] of Object.entries({ ...reads, 'status 500': 4, 'status 503': 4 }))
    await refuse(`GET /a2p-sms/batches: ${effect}`, code, 'store', 'batches');
  const send = ['store', 'send', '--from', STANDARD, '--to', OWN, '--text', 'Hi', '--yes', '--no-wait'];
  for (const [effect, code] of Object.entries({ 'status 401 x1': 0, 'status 413': 7, 'status 415': 7 }))
    await refuse(`POST /sms: ${effect}`, code, ...send);
  stage.write('c.csv', smallFile(5));
  await refuse('POST /a2p-sms/batches: status 413', 7, 'run', 'c.csv', ...QUICK, '--repeat-guard', 'off');
}
