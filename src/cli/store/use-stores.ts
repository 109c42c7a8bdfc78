import { mkdir } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { addCampaignOptions } from '../campaign-options.ts';
import type { Arguments } from '../command.ts';
import { chooseWorld, openStores, type OpenStores } from '../compose.ts';
import type { Context } from '../context.ts';
import { readWorkspaceOptions } from '../watch-request.ts';

/** Adds the options of every command that reads a store: which world, and how long a call may take. */
export function addStoreOptions(yargs: Argv): Argv {
  return addCampaignOptions(
    yargs.option('sandbox', {
      type: 'boolean',
      default: false,
      describe: 'the store of the embedded sandbox',
    }),
    ['requestTimeout', 'tunnelMethods'],
  );
}

/**
 * Opens the stores for the time of `use`, and tells of a provider that silences us. An interrupt ends what is waited for
 * at once.
 *
 * @throws the interrupt's reason, or what `use` throws
 */
export async function useStores<T>(
  context: Context,
  argv: Arguments,
  use: (stores: OpenStores) => Promise<T>,
): Promise<T> {
  const isSandbox = argv['sandbox'] === true;
  const { values } = readWorkspaceOptions(context, argv, ['requestTimeout', 'tunnelMethods']);
  const [requestTimeoutMs, isTunneling] = [values.requestTimeout, values.tunnelMethods];
  await chooseWorld(context, isSandbox);
  await mkdir(context.workspace.state, { recursive: true, mode: 0o700 });
  const stores = await openStores(context, { isSandbox, requestTimeoutMs, isTunneling, senders: [] });
  stores.onSilence((untilAt) => {
    const until = new Date(untilAt).toISOString().slice(11, 19);
    context.say(`the provider asks for silence until ${until} UTC; this goes on then`);
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= stores.close());
  const { interrupt } = context.io;
  const end = (): void => void close();
  interrupt.addEventListener('abort', end, { once: true });
  try {
    return await use(stores);
  } catch (error) {
    interrupt.throwIfAborted();
    throw error;
  } finally {
    interrupt.removeEventListener('abort', end);
    await close();
  }
}
