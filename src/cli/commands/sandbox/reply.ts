import { InputError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { sendReplyToSandbox } from '../../../sandbox/start.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';

/**
 * `campaign sandbox reply --at URL --from +1… --to +1… --text STOP`: a person answers one of the numbers of a sandbox
 * that runs, a high volume one or a standard one.
 */
export const reply: Command = {
  builder: (yargs) =>
    yargs
      .option('at', text('address of the sandbox, such as $RC_SERVER_URL'))
      .option('from', text('who texts, E.164'))
      .option('to', text('number of the sandbox that is texted, E.164'))
      .option('text', text('what it says; STOP opts out, START opts in again'))
      .example('$0 sandbox reply --at $RC_SERVER_URL --from +14155550123 --to +16505550100 --text STOP', ''),
  handle: send,
};

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const;
}

const STORES: Readonly<Record<string, string>> = {
  a2p: 'the high volume store',
  'message-store': "the extension's message store",
};

const CONSENTS: Readonly<Record<string, string>> = {
  OptOut: '; from now on this person is opted out of texts from that number',
  OptIn: '; from now on this person may be texted from that number',
};

async function send(context: Context, argv: Arguments): Promise<ExitCode> {
  const words = readWords(argv);
  const { at, ...message } = words;
  const answer = await sendReplyToSandbox(at, message).catch((error: unknown) => {
    throw new InputError([
      { where: 'campaign sandbox reply', found: (error as Error).message, remedy: 'See --help' },
    ]);
  });
  const { messageId, store, consent } = answer;
  context.print(
    context.flags.json
      ? JSON.stringify({ schema: 'campaign-sandbox-reply/1', ...message, ...answer }, null, 2)
      : `message ${messageId} is in ${STORES[store] ?? store}${CONSENTS[consent ?? ''] ?? ''}`,
  );
  return EXIT.ok;
}

/** All four, each once: a reply has no defaults. */
function readWords(argv: Arguments) {
  const { at, from, to, text: words } = argv;
  const given = { at, from, to, text: words };
  const problems = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string' && value !== ''
      ? []
      : [
          {
            where: `--${name}`,
            found: value === undefined ? 'is missing' : 'must be given once, and not be empty',
            remedy: 'A reply is --at URL --from +1… --to +1… --text STOP',
          },
        ],
  );
  if (problems.length > 0) throw new InputError(problems);
  return given as Record<keyof typeof given, string>;
}
