import { open, rename, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError, ProviderError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { Attachment, IdOutcome } from '../../../core/message-store.ts';
import { positional, type Arguments, type Command } from '../../command.ts';
import type { OpenStores } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store content ID [ATTACHMENT]`: the bytes of one attachment, as they come. */
export const content: Command = {
  builder: (yargs) =>
    addStoreOptions(
      yargs
        .positional('id', { type: 'string', demandOption: true, describe: "the message's id" })
        .positional('attachment', {
          type: 'string',
          describe: "the attachment's id (default: the only one)",
        })
        .option('out', { type: 'string', describe: 'file to write, or - for stdout', requiresArg: true })
        .option('force', {
          ...{ type: 'boolean', default: false },
          describe: 'write over a file that is there',
        }),
    )
      .example('$0 store content 1724099000001 --out fax.pdf', 'the only attachment, into a file')
      .example('$0 store content 1724099000001 1724099000001 | less', 'one of several, to read'),
  handle: writeContent,
};

async function writeContent(context: Context, argv: Arguments): Promise<ExitCode> {
  const id = positional(argv, 'id');
  const out = typeof argv['out'] === 'string' ? argv['out'] : null;
  const wanted = typeof argv['attachment'] === 'string' ? argv['attachment'] : null;
  if (!/^\d{1,19}$/.test(id)) throw refuse('ID', `${JSON.stringify(id)} is not the id of a message`, '');
  if (out === null && context.io.stdout.isTTY === true) {
    throw refuse('stdout', 'it is a terminal', 'Say --out FILE, or --out - to write there all the same');
  }
  return useStores(context, argv, async ({ messages }) => {
    const attachment = await findAttachment(messages, id, wanted);
    if (out === null || out === '-') {
      await messages.content(attachment, (chunk) => toStdout(context, chunk));
    } else {
      await toFile({ path: resolve(context.io.cwd, out), typed: out }, argv['force'] === true, (write) =>
        messages.content(attachment, write),
      );
      context.say(`wrote ${out} (${attachment.contentType ?? 'of an unknown type'})`);
    }
    return EXIT.ok;
  });
}

async function findAttachment(
  messages: OpenStores['messages'],
  id: string,
  wanted: string | null,
): Promise<Attachment> {
  const all: IdOutcome[] = [];
  for await (const some of messages.read([id])) all.push(...some);
  const [outcome] = all;
  if (outcome?.message == null) {
    throw new ProviderError(outcome?.reason ?? `there is no message ${id}`, {
      ...{ failure: 'refused', call: 'GET /extension/~/message-store' },
    });
  }
  const { attachments } = outcome.message;
  const found = wanted === null ? attachments : attachments.filter((each) => each.id === wanted);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const known = attachments.map((each) => `${each.id} (${each.contentType ?? 'unknown'})`).join(', ');
  const remedy = known === '' ? 'A purged message has lost its attachments' : `It has ${known}`;
  const many = `message ${id} has ${attachments.length} attachments`;
  throw refuse('ATTACHMENT', wanted === null ? many : `message ${id} has no attachment ${wanted}`, remedy);
}

async function toStdout({ io }: Context, chunk: Uint8Array): Promise<void> {
  if (io.unread?.aborted === true) return;
  await new Promise<void>((resolve) => io.stdout.write(chunk, () => resolve()));
}

/** A new file of its own, readable by its owner alone: what people write is nobody else's. One that is cut stays away. */
async function toFile(
  { path, typed }: { readonly path: string; readonly typed: string },
  isForced: boolean,
  fill: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const target = isForced ? `${path}.part` : path;
  const file = await open(target, isForced ? 'w' : 'wx', 0o600).catch((error: unknown) => {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw refuse(typed, 'it is there already', 'Name another file, or say --force');
    throw refuse(typed, `it can not be written: ${message}`, 'Name another file');
  });
  try {
    await fill(async (chunk) => {
      await file.writeFile(chunk);
    });
    await file.sync();
  } catch (error) {
    await unlink(target);
    throw error;
  } finally {
    await file.close();
  }
  if (isForced) await rename(target, path);
}

function refuse(where: string, found: string, remedy: string): InputError {
  return new InputError([{ where, found, remedy }]);
}
