import { join } from 'node:path';
import { DefectError, InputError, ProviderError } from '../core/error.ts';
import type { ControlLedger, Ledger } from '../core/ledger.ts';
import type { Provider, SenderNumber } from '../core/provider.ts';
import type { World } from '../core/run.ts';
import type { ScheduleTask } from '../ledger/schedule-lock.ts';
import type { ScratchLedger } from '../ledger/scratch.ts';
import type { Stores } from '../ringcentral/open.ts';
import type { Context } from './context.ts';
import { NoCredentialsError } from './failure.ts';
import { USER_AGENT } from './package-version.ts';
import type { Credentials } from './settings/credentials.ts';
import { SANDBOX_SPEED } from './world-speed.ts';

/** How a command reaches the provider. */
export interface WorldRequest {
  readonly isSandbox: boolean;
  readonly requestTimeoutMs: number;
  /** Whether PUT, PATCH and DELETE go out as POST. */
  readonly isTunneling?: boolean;
  /** Numbers that the embedded sandbox must own: the campaign's senders. */
  readonly senders: readonly string[];
}

/**
 * Which world a command goes to, told without contacting it.
 *
 * @throws NoCredentialsError without `--sandbox` and without credentials.
 */
export async function chooseWorld(context: Context, isSandbox: boolean): Promise<World> {
  if (isSandbox) return 'sandbox';
  const credentials = await requireCredentials(context);
  const { parseServerUrl } = await import('../ringcentral/server-url.ts');
  return new URL(parseServerUrl(credentials.server, credentials.serverSource)).protocol === 'http:'
    ? 'loopback'
    : 'live';
}

async function requireCredentials(context: Context): Promise<Credentials> {
  const { readCredentials } = await import('./settings/credentials.ts');
  const credentials = readCredentials(context.workspace.directory, context.io.environment);
  if (credentials === null) throw new NoCredentialsError();
  return credentials;
}

/** Opens the ledger for writing: one process a workspace. */
export async function openLedger(context: Context): Promise<Ledger> {
  return (await claimLedger(context)).open();
}

/** A workspace that is this process's alone, while another thread looks at its ledger if that is large. */
export interface LedgerClaim {
  /** Opens the ledger for writing, once it is sure that it is sound. */
  readonly open: () => Promise<Ledger>;
  /** Lets go of the workspace, whatever has become of the ledger. */
  readonly release: () => Promise<void>;
}

/** Takes the workspace for this process. What needs no ledger can go on until it is sure that that is sound. */
export async function claimLedger(context: Context): Promise<LedgerClaim> {
  const { claimLedger: take } = await import('../ledger/claim.ts');
  const claim = take(context.workspace.state, { warn: context.warn });
  const open = async (): Promise<Ledger> => {
    const { openClaimed } = await import('../ledger/open.ts');
    return openClaimed(claim, context.command, context.clock);
  };
  return { open, release: claim.release };
}

/** A ledger of its own for a plan that nothing is sent from: it needs no lock and is gone afterwards. */
export async function openScratchLedger(context: Context): Promise<ScratchLedger> {
  const { openScratchLedger: open } = await import('../ledger/scratch.ts');
  return open(context.workspace.state, context.command, context.clock);
}

/** Removes what killed processes left of such ledgers: each holds a whole list of recipients. */
export async function removeScratchLedgers(context: Context): Promise<void> {
  await (await import('../ledger/scratch.ts')).removeAbandoned(context.workspace.state, context.clock);
}

/** Opens the ledger beside whoever writes it. Null where nothing was ever planned. */
export async function openLedgerForReading(context: Pick<Context, 'workspace'>) {
  const { openLedgerForReading: open } = await import('../ledger/open.ts');
  return open(context.workspace.state);
}

/** Opens the ledger for a person's word on a run, beside whoever drives it. Null where nothing was ever planned. */
export async function openLedgerForControl(context: Context) {
  const { openLedgerForControl: open } = await import('../ledger/open-control.ts');
  return open(context.workspace.state);
}

/**
 * Opens the list of opt-outs for a person's word, beside whoever drives a run. Where there is no ledger yet one is made,
 * under the workspace's lock.
 */
export async function openOptOuts(context: Context): Promise<ControlLedger> {
  const known = await openLedgerForControl(context);
  if (known !== null) return known;
  await (await openLedger(context)).close();
  const made = await openLedgerForControl(context);
  if (made === null) throw new DefectError('the ledger that was made just now is not there');
  return made;
}

/** Takes a task of the schedules for this process; null when another has it. */
export async function holdScheduleLock(context: Context, task: ScheduleTask) {
  return (await import('../ledger/schedule-lock.ts')).holdScheduleLock(context.workspace.state, task);
}

/** Looks at the room and the file system under the state, and at the room for reports. */
export async function examineDisk(state: string, reports: string) {
  return (await import('../ledger/examine.ts')).examineDisk(state, reports);
}

/** Looks at the ledger beside whoever writes it, and tells who opened it last. Null where nothing was ever planned. */
export async function examineLedger(context: Context) {
  return (await import('../ledger/examine.ts')).examineLedger(context.workspace.state);
}

/** The version of the SQLite that ledgers are opened with. */
export async function readSqliteVersion(): Promise<string> {
  return (await import('../ledger/examine.ts')).readSqliteVersion();
}

/** Loads what opens the provider, for those who must see the ledger before they know what to open. */
export async function loadProvider(): Promise<void> {
  await import('../ringcentral/open.ts');
}

/** Opens the provider: RingCentral with the workspace's credentials, or the embedded sandbox. */
export async function openProvider(context: Context, request: WorldRequest): Promise<Provider> {
  return request.isSandbox ? openSandbox(context, request) : openLive(context, request);
}

/** The ledger and the provider of a command that sends or tracks. `close` closes both. */
export interface Ends {
  readonly ledger: Ledger;
  readonly provider: Provider;
  readonly close: () => Promise<void>;
}

/**
 * Opens a claimed ledger and the provider side by side: opening the provider asks it nothing. What is wrong with the ledger
 * is told first.
 */
export async function openEnds(context: Context, claim: LedgerClaim, request: WorldRequest): Promise<Ends> {
  const [ledger, provider] = await Promise.allSettled([claim.open(), openProvider(context, request)]);
  const close = async (): Promise<void> => {
    try {
      if (provider.status === 'fulfilled') await provider.value.close();
    } finally {
      if (ledger.status === 'fulfilled') await ledger.value.close();
    }
  };
  if (ledger.status === 'fulfilled' && provider.status === 'fulfilled') {
    return { ledger: ledger.value, provider: provider.value, close };
  }
  await close();
  throw ledger.status === 'rejected' ? ledger.reason : (provider as PromiseRejectedResult).reason;
}

/** Opens what can be read at the provider that no campaign needs. `close` ends it, and an embedded sandbox with it. */
export async function openStores(context: Context, request: WorldRequest): Promise<OpenStores> {
  const provider = await (request.isSandbox ? openSandbox : openLive)(context, request);
  return {
    ...provider.stores,
    listNumbers: () => provider.listNumbers(),
    onSilence: (listener) => provider.onSilence(listener),
    close: () => provider.close(),
  };
}

export type OpenStores = Stores & Pick<Provider, 'listNumbers' | 'onSilence' | 'close'>;

type RingCentral = Provider & { readonly stores: Stores };

async function openLive(context: Context, request: WorldRequest): Promise<RingCentral> {
  const credentials = await requireCredentials(context);
  const [{ openRingCentral }, { parseServerUrl }] = await Promise.all([
    import('../ringcentral/open.ts'),
    import('../ringcentral/server-url.ts'),
  ]);
  return openRingCentral({
    ...credentials,
    server: parseServerUrl(credentials.server, credentials.serverSource),
    stateDirectory: context.workspace.state,
    ...common(context, request),
  });
}

/** What is known of the provider's allowance of calls, without asking it. Null where nothing was ever asked. */
export async function readRate(context: Context, isSandbox: boolean) {
  const { examineRate } = await import('../ringcentral/examine.ts');
  const { state } = context.workspace;
  return examineRate(isSandbox ? sandboxClientDirectory(state) : state);
}

function sandboxClientDirectory(state: string): string {
  return join(state, 'sandbox', 'client');
}

async function openSandbox(context: Context, request: WorldRequest): Promise<RingCentral> {
  const [{ openRingCentral }, { startSandbox }] = await Promise.all([
    import('../ringcentral/open.ts'),
    import('../sandbox/start.ts'),
  ]);
  const directory = join(context.workspace.state, 'sandbox');
  const sandbox = await startSandbox({ directory, speed: SANDBOX_SPEED, senders: request.senders }).catch(
    (error: unknown) => {
      throw new InputError([{ where: '--sandbox', found: (error as Error).message, remedy: '' }]);
    },
  );
  const provider = openRingCentral({
    server: sandbox.url,
    clientId: sandbox.clientId,
    clientSecret: sandbox.clientSecret,
    jwt: sandbox.jwt,
    stateDirectory: sandboxClientDirectory(context.workspace.state),
    ...common(context, request),
  });
  return {
    ...provider,
    close: async () => {
      await provider.close();
      await sandbox.close();
    },
  };
}

function common(context: Context, request: WorldRequest) {
  return {
    userAgent: USER_AGENT,
    requestTimeoutMs: request.requestTimeoutMs,
    isTunneling: request.isTunneling === true,
    clock: context.clock,
    onCall: (call: {
      method: string;
      path: string;
      status: number | null;
      requestId: string | null;
      ms: number;
    }) => {
      if (!context.flags.verbose) return;
      const answer =
        call.status === null ? 'no answer' : `${call.status}, request ${call.requestId ?? 'unknown'}`;
      context.say(`${call.method} ${call.path}: ${answer}, ${Math.round(call.ms)} ms`);
    },
  };
}

/**
 * Checks before anything is planned that the provider lets us in and that it knows every sender.
 *
 * @returns the numbers of the signed-in extension.
 * @throws ProviderError when signing in fails, or naming the numbers that may send.
 */
export async function checkSenders(
  provider: Provider,
  senders: readonly string[],
  where: string,
): Promise<readonly SenderNumber[]> {
  const numbers = await provider.listNumbers();
  const able = numbers.filter((number) => number.isA2p).map((number) => number.phone);
  const unable = senders.filter((from) => !able.includes(from));
  if (unable.length === 0) return numbers;
  const use =
    able.length === 0 ? 'No number of this user may: see RingCentral.' : `Use ${able.join(' or ')}.`;
  throw new ProviderError(
    `${where}: ${unable.join(', ')} may not send A2P messages with these credentials. ${use}`,
    { failure: 'forbidden', call: 'GET phone-number' },
  );
}
