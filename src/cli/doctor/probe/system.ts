import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../../core/error.ts';
import {
  chooseWorld,
  examineDisk,
  examineLedger,
  openLedgerForReading,
  openProvider,
  readRate,
  readSqliteVersion,
} from '../../compose.ts';
import type { Context } from '../../context.ts';
import { CAMPAIGN_OPTIONS } from '../../settings/options.ts';
import type { Workspace } from '../../settings/workspace.ts';
import type { Busy, Probes } from '../checks.ts';
import type { DiskFacts } from '../judge/disk.ts';
import type { LedgerFacts } from '../judge/ledger.ts';
import type { Reached } from '../judge/token.ts';
import { probeCredentials } from './credentials.ts';
import type { OptOutList } from '../judge/opt-outs.ts';
import type { RateFacts } from '../judge/rate.ts';
import { probeLedger, probeOptOuts } from './ledger.ts';
import { probeProvider } from './provider.ts';
import { probeSchedules } from './schedules.ts';
import { readWorkspaceSettings, type WorkspaceSettings } from './settings.ts';
import { probeWorkspace } from './workspace.ts';

/** Sees the machine and the provider as they are. */
export function openProbes(context: Context, isSandbox: boolean): Probes {
  return {
    now: () => context.clock.now(),
    runtime: async () => ({
      node: process.versions.node,
      wanted: readEngines(),
      sqlite: await readSqliteVersion(),
    }),
    settings: () => readWorkspaceSettings(context),
    workspace: (settings) => probeWorkspace(context.workspace, settings),
    disk: () => lookAtDisk(context.workspace),
    ledger: () => lookIntoLedger(context),
    schedules: () => probeSchedules(context),
    credentials: () => (isSandbox ? Promise.resolve(null) : probeCredentials(context)),
    provider: (settings) => askProvider(context, isSandbox, settings),
    rate: () => lookAtRate(context, isSandbox),
    optOuts: () => lookAtOptOuts(context, isSandbox),
  };
}

function readEngines(): string {
  const manifest = new URL('../../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly engines: { readonly node: string } })
    .engines.node;
}

/** Of directories that are still to be made, the one that they will be made in. */
function lookAtDisk({ directory, state, reports }: Workspace): Promise<DiskFacts> {
  const made = (path: string): string => (existsSync(path) ? path : directory);
  return examineDisk(made(state), made(reports));
}

async function lookIntoLedger(context: Context): Promise<LedgerFacts | null> {
  const holder = await examineLedger(context);
  const ledger = await openLedgerForReading(context);
  try {
    return ledger === null ? null : await probeLedger(ledger, holder);
  } finally {
    await ledger?.close();
  }
}

async function lookAtRate(context: Context, isSandbox: boolean): Promise<RateFacts | null> {
  const found = await readRate(context, isSandbox);
  if (found === null) return null;
  const { limit, windowMs, writtenAt, silentForMs, startAgesMs } = found;
  const now = context.clock.now();
  const used = startAgesMs.filter((age) => age + now - writtenAt < windowMs).length;
  const silentUntil = writtenAt + silentForMs;
  return { limit, windowMs, used, silentUntil: silentForMs > 0 && silentUntil > now ? silentUntil : null };
}

async function lookAtOptOuts(context: Context, isSandbox: boolean): Promise<OptOutList | null> {
  const ledger = await openLedgerForReading(context);
  try {
    return ledger === null ? null : await probeOptOuts(ledger, await chooseWorld(context, isSandbox));
  } finally {
    await ledger?.close();
  }
}

/** No flag and no file changes how long an answer may take here: a file that can't be read is a finding. */
const REQUEST_TIMEOUT_MS = CAMPAIGN_OPTIONS.requestTimeout.fallback;

async function askProvider(
  context: Context,
  isSandbox: boolean,
  settings: WorkspaceSettings,
): Promise<Reached | Busy> {
  const senders = settings.senders.map(({ phone }) => phone);
  const request = { isSandbox, requestTimeoutMs: REQUEST_TIMEOUT_MS, senders };
  const provider = await openProvider(context, request).catch((error: unknown) => {
    if (isSandbox && error instanceof InputError) return error;
    throw error;
  });
  if (provider instanceof InputError) return { busy: provider.problems.map(({ found }) => found).join('; ') };
  provider.onSilence((untilAt) =>
    context.say(`the provider asked for silence: waiting until ${new Date(untilAt).toISOString()}`),
  );
  try {
    return await probeProvider(provider, context.io.interrupt);
  } finally {
    await provider.close();
  }
}
