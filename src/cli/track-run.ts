import { InputError } from '../core/error.ts';
import type { ExitCode } from '../core/exit-code.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Provider } from '../core/provider.ts';
import { isUnfinished, type Run, type World } from '../core/run.ts';
import { refreshRun } from '../run/refresh.ts';
import { loadProvider, openProvider, type LedgerClaim } from './compose.ts';
import type { Context } from './context.ts';
import { findRun } from './find-run.ts';
import { driveAndReport, exitOfFinished, reportRun, tellTwins } from './finish-run.ts';
import { count } from './screen/figures.ts';
import type { ResolvedOptions } from './settings/resolve.ts';
import { describeWrongWorld, toTracking } from './watch-request.ts';

/** What `track` was asked to follow. */
export interface Following {
  /** The run that was named; undefined: the latest unfinished one, else the latest. */
  readonly word: string | undefined;
  readonly world: World;
  readonly request: ResolvedOptions;
}

/** Follows a run to its end, or reads a finished one once more, and writes its reports. */
export async function trackRun(
  context: Context,
  claim: LedgerClaim,
  { word, world, request }: Following,
): Promise<ExitCode> {
  const [ledger] = await Promise.all([claim.open(), loadProvider()]);
  try {
    const run = await findRun(ledger, word);
    const wrong = describeWrongWorld(run, world);
    if (wrong !== null) throw new InputError([{ where: run.name, found: wrong, remedy: 'Nothing was read' }]);
    const provider = await openProvider(context, {
      isSandbox: world === 'sandbox',
      requestTimeoutMs: request.values.requestTimeout,
      senders: run.senders,
    });
    try {
      return await follow(context, ledger, provider, run, request);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

async function follow(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  run: Run,
  request: ResolvedOptions,
): Promise<ExitCode> {
  await ledger.updateTracking(run.id, toTracking(run, request));
  if (isUnfinished(run)) {
    return driveAndReport(context, ledger, provider, run, {
      isSubmitting: false,
      isWaiting: true,
      isPatient: context.isInteractive,
    });
  }
  if (run.purgedAt === null) {
    const changed = await refreshRun({ ledger, provider, clock: context.clock }, run);
    context.say(`${run.name} is ${run.state}; ${count(changed)} messages have changed since`);
  } else context.say(`${run.name} is purged: its messages are not read again`);
  const summary = await reportRun(context, ledger, run.name, { isJson: context.flags.json });
  await ledger.markReported(run.id, context.clock.now());
  if (summary.incidents.length > 0) context.warn(await tellTwins(ledger, run));
  return exitOfFinished(ledger, run, summary);
}
