import { TAKEN_STATES } from '../core/batch.ts';
import { openBodyStore } from '../submit/body-store.ts';
import { attempt } from './attempt.ts';
import { bookCalls } from './book-calls.ts';
import type { RunPorts } from './ports.ts';
import { perform } from './perform.ts';
import type { Hold } from './choose-next.ts';
import { HEALTHY, type Health } from './health.ts';
import { nextAction, type StopReason } from './next-action.ts';
import { readView, type Mode, type RunView } from './view.ts';

export interface RunEnd {
  readonly why: StopReason | 'interrupted';
  /** The provider's words, when it was the reason. */
  readonly problem: string | null;
  /** What held the next offer up. */
  readonly hold: Hold | null;
}

/**
 * Drives a run: ledger → next action → one effect → one committed transaction, until there is nothing to do. Starting
 * is resuming an empty ledger, and a crash is just the next start.
 *
 * @throws LedgerError when the ledger fails: the process must end at once.
 */
export async function driveRun(ports: RunPorts, runName: string, mode: Mode): Promise<RunEnd> {
  let health = await begin(ports, runName, mode);
  const bodies = openBodyStore(ports.ledger);
  const offsetAtStart = ports.clock.now() - ports.clock.monotonic();
  for (;;) {
    const setOnMs = Math.max(ports.clock.now() - ports.clock.monotonic() - offsetAtStart, 0);
    health = { ...health, setOnMs };
    if (ports.signal.aborted) return interrupted(ports, health);
    const now = ports.clock.now();
    const view = await readView(ports.ledger, runName, mode, health, now);
    ports.emit({ kind: 'view', view });
    const action = nextAction(view, now);
    if (action.kind === 'stop') return end(ports, view, action.why, health);
    if (action.kind === 'wait') {
      ports.emit({ kind: 'waiting', untilAt: action.untilAt, why: action.why });
      await ports.clock.sleep(action.untilAt - ports.clock.now(), ports.signal);
      health = { ...health, retryAt: null };
      continue;
    }
    const before = health;
    health = await attempt(ports, before, () => perform(ports, view, action, before, bodies));
    await bookCalls(ports, view.run.id);
  }
}

async function begin(ports: RunPorts, runName: string, mode: Mode): Promise<Health> {
  const { run, states } = await readView(ports.ledger, runName, mode, HEALTHY, ports.clock.now());
  const orphans = await ports.ledger.doubtOrphans(run.id, ports.clock.now());
  if (orphans.length > 0) ports.emit({ kind: 'orphaned', batches: orphans });
  if (mode.isSubmitting && run.state === 'open') {
    const count = await ports.ledger.reopenRefused(run.id, ports.clock.now());
    if (count > 0) ports.emit({ kind: 'reopened', count });
  }
  ports.provider.onSilence((untilAt) => {
    ports.emit({ kind: 'silent', untilAt });
  });
  return {
    ...HEALTHY,
    startedAt: ports.clock.now(),
    hasAccepted: TAKEN_STATES.some((state) => states[state] > 0),
  };
}

async function end(ports: RunPorts, view: RunView, why: StopReason, health: Health): Promise<RunEnd> {
  ports.emit({ kind: 'stopped', why });
  const [refused] = why === 'refused' ? await ports.ledger.batchesIn(view.run.id, 'refused') : [];
  const problem = view.run.alarm?.detail ?? health.refusal ?? refused?.problem ?? health.problem;
  return { why, problem, hold: view.hold };
}

function interrupted(ports: RunPorts, health: Health): RunEnd {
  ports.emit({ kind: 'stopped', why: 'interrupted' });
  return { why: 'interrupted', problem: health.problem, hold: null };
}
