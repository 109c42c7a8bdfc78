import type { Problem } from '../../../core/error.ts';
import { formatUtc } from '../../../schedule/local-time.ts';
import { mergeFindings, warning, type Finding } from '../finding.ts';

/** A schedule of the workspace. */
export interface ScheduleFacts {
  readonly name: string;
  /** What `run` would refuse of its campaign as it is now. */
  readonly problems: readonly Problem[];
  /** An occurrence (epoch milliseconds) that no tick met, though it should have some minutes ago; null: none. */
  readonly missed: number | null;
  /** Whether a tick ever tried one of its occurrences. */
  readonly wasTried: boolean;
}

/** What the user's crontab says of the workspace. */
export type CrontabFacts =
  | { readonly kind: 'absent' }
  /** There is no `crontab`, or it can't be used as it is. */
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  /** `gone` are the paths of its line that are no longer there. */
  | { readonly kind: 'installed'; readonly isCurrent: boolean; readonly gone: readonly string[] };

export interface SchedulesFacts {
  readonly schedules: readonly ScheduleFacts[];
  /** Null where there is no schedule that cron could start. */
  readonly crontab: CrontabFacts | null;
  /** Null where that can't be told. */
  readonly isCronRunning: boolean | null;
}

/**
 * Judges whether what is scheduled will be started, and whether its campaign could begin. All are warnings: a campaign
 * that a person starts needs none of it.
 */
export function judgeSchedules(facts: SchedulesFacts): Finding {
  const { schedules, crontab, isCronRunning } = facts;
  if (crontab === null || schedules.length === 0) {
    return { result: 'ok', seen: 'none: nothing is sent by the clock' };
  }
  const findings = [
    ...judgeCrontab(crontab, isStartedOtherwise(schedules)),
    ...(crontab.kind === 'installed' && isCronRunning === false ? [NO_DAEMON] : []),
  ];
  // Lines that start nothing, or a campaign that can't begin, are the cause of what was missed.
  const isExplained = crontab.kind === 'installed' && findings.length > 0;
  findings.push(...schedules.flatMap((schedule) => judgeSchedule(schedule, isExplained)));
  const how = crontab.kind === 'installed' ? 'started by cron' : 'started by another than your crontab';
  return mergeFindings(
    findings,
    `${schedules.length} (${schedules.map(({ name }) => name).join(', ')}), ${how}`,
  );
}

/** A systemd timer or `schedule run` leaves nothing in a crontab, but their ticks leave their marks. */
function isStartedOtherwise(schedules: readonly ScheduleFacts[]): boolean {
  return schedules.some(({ wasTried }) => wasTried) && schedules.every(({ missed }) => missed === null);
}

const INSTALL = 'campaign schedule install';
const OTHERWISE = 'or start them otherwise: `campaign schedule run`, or a systemd timer';

const NO_DAEMON = warning(
  'no cron runs on this machine, so the lines in your crontab start nothing',
  'Start it (Debian: service cron start), or use `campaign schedule run`',
);

function judgeCrontab(crontab: CrontabFacts, isStartedOtherwise: boolean): Finding[] {
  switch (crontab.kind) {
    case 'absent':
      if (isStartedOtherwise) return [];
      return [warning('nothing of this workspace is in your crontab', `${INSTALL}; ${OTHERWISE}`)];
    case 'unreadable': {
      if (isStartedOtherwise) return [];
      const { where, found, remedy } = crontab.problem;
      return [warning(`${where}: ${found}`, remedy === '' ? OTHERWISE : remedy)];
    }
    case 'installed': {
      const [gone] = crontab.gone;
      if (gone !== undefined) return [warning(`your crontab starts ${gone}, which is not there`, INSTALL)];
      if (crontab.isCurrent) return [];
      return [warning('the lines in your crontab are for another Node or program than this', INSTALL)];
    }
  }
}

function judgeSchedule({ name, problems, missed }: ScheduleFacts, isExplained: boolean): Finding[] {
  if (problems.length > 0) {
    return problems.map(({ where, found, remedy }) =>
      warning(`${name} can not begin: ${where}: ${found}`, remedy),
    );
  }
  if (missed === null || isExplained) return [];
  const seen = `${name} was due ${formatUtc(missed)}, and nothing started it`;
  return [
    warning(
      seen,
      'Start it now: campaign schedule tick; see what the last ticks did: campaign schedule list',
    ),
  ];
}
