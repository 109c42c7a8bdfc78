import { toFailure } from './failure-finding.ts';
import { ok, skipped, warning, type Check, type Finding } from './finding.ts';
import { judgeClock } from './judge/clock.ts';
import { judgeCredentials, type CredentialFacts } from './judge/credentials.ts';
import { judgeDisk, type DiskFacts } from './judge/disk.ts';
import { judgeLedger, type LedgerFacts } from './judge/ledger.ts';
import { judgeOptOuts, type OptOutList } from './judge/opt-outs.ts';
import { judgeRate, type RateFacts } from './judge/rate.ts';
import { judgeRegistration } from './judge/registration.ts';
import { judgeRuntime, type RuntimeFacts } from './judge/runtime.ts';
import { judgeSchedules, type SchedulesFacts } from './judge/schedules.ts';
import { judgeScopes } from './judge/scopes.ts';
import { judgeSenders } from './judge/senders.ts';
import { judgeToken, type Reached } from './judge/token.ts';
import { judgeWorkspace, type WorkspaceFacts } from './judge/workspace.ts';
import type { WorkspaceSettings } from './probe/settings.ts';

/** How the checks see the machine and the provider. Each may reject with an InputError, LedgerError, ProviderError. */
export interface Probes {
  readonly now: () => number;
  readonly runtime: () => Promise<RuntimeFacts>;
  readonly settings: () => WorkspaceSettings;
  readonly workspace: (settings: WorkspaceSettings) => WorkspaceFacts;
  readonly disk: () => Promise<DiskFacts>;
  /** Null where there is no ledger yet. */
  readonly ledger: () => Promise<LedgerFacts | null>;
  readonly schedules: () => Promise<SchedulesFacts>;
  /** Null in the embedded sandbox, which needs none. */
  readonly credentials: () => Promise<CredentialFacts | null>;
  /** Signs in and reads the numbers. Not called without credentials. */
  readonly provider: (settings: WorkspaceSettings) => Promise<Reached | Busy>;
  /** What was written down of the allowance of calls. Null where nothing was ever asked. */
  readonly rate: () => Promise<RateFacts | null>;
  /** The list of this workspace. Null where there is no ledger yet. */
  readonly optOuts: () => Promise<OptOutList | null>;
}

/** The embedded sandbox is in the hands of another process. */
export interface Busy {
  readonly busy: string;
}

/** The checks in their order: what comes first can be the cause of what comes after. */
export function createChecks(probes: Probes): readonly Check[] {
  const settings = once(() => probes.settings());
  const credentials = once(() => explain(() => lookAtCredentials(probes)));
  const rateBefore = once(() => probes.rate());
  const provider = once(async () => {
    await rateBefore();
    const { result } = await credentials();
    return result === 'failed' ? null : probes.provider(settings());
  });
  const online =
    (judge: (reached: Reached) => Finding | Promise<Finding>, withoutIt?: (busy: string) => Finding) => () =>
      explain(async () => {
        const reached = await provider();
        if (reached === null) return skipped('no server was asked, because the credentials are not complete');
        if (!('busy' in reached)) return judge(reached);
        return withoutIt?.(reached.busy) ?? skipped('the sandbox could not be asked');
      });
  return [
    check('node', async () => judgeRuntime(await probes.runtime())),
    check('workspace', () => judgeWorkspace(probes.workspace(settings()))),
    check('disk', async () => judgeDisk(await probes.disk())),
    check('ledger', async () => judgeLedger(await probes.ledger())),
    check('schedules', () => lookAtSchedules(probes)),
    { name: 'clock', look: online(({ skewMs }) => judgeClock(skewMs)) },
    { name: 'credentials', look: credentials },
    { name: 'token', look: online((reached) => judgeToken(reached, probes.now()), tellBusy) },
    { name: 'scopes', look: online(judgeScopes) },
    {
      name: 'sender',
      look: online(({ numbers }) => judgeSenders(numbers ?? [], settings().senders)),
    },
    {
      name: 'registration',
      look: online(({ numbers, registrations }) => judgeRegistration(numbers ?? [], registrations)),
    },
    { name: 'rate limit', look: online(async () => judgeRate(await rateBefore(), await probes.rate())) },
    { name: 'opt-outs', look: online(async (reached) => judgeOptOuts(reached, await probes.optOuts())) },
  ];
}

function check(name: string, look: () => Finding | Promise<Finding>): Check {
  return { name, look: () => explain(look) };
}

/** What stops a tick stops no campaign that a person starts: nothing that comes after depends on it. */
async function lookAtSchedules(probes: Probes): Promise<Finding> {
  const finding = await explain(async () => judgeSchedules(await probes.schedules()));
  return finding.result === 'failed' ? warning(finding.seen, finding.remedy) : finding;
}

async function lookAtCredentials(probes: Probes): Promise<Finding> {
  const facts = await probes.credentials();
  return facts === null ? ok('the embedded sandbox needs none') : judgeCredentials(facts);
}

function tellBusy(busy: string): Finding {
  return warning(`the sandbox could not be asked: ${busy}`, 'Look again when that process is through');
}

async function explain(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return toFailure(error);
  }
}

/** Looks once, however many checks want to know. */
function once<T>(look: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: look() }).value;
}
