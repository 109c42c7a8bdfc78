import { ok, skipped, warning, type Finding } from '../finding.ts';

const MOST_SKEW_MS = 5 * 60_000;

/**
 * Judges our clock against the server's. Nothing that is sent depends on it, since lost batches are looked for over
 * days; but times in reports, cron and quiet hours do.
 *
 * @param skewMs the server's clock less ours; null when no reply told it
 */
export function judgeClock(skewMs: number | null): Finding {
  if (skewMs === null) return skipped('no answer of a server told the time');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const seen = `this machine is ${formatSpan(seconds)} ${skewMs < 0 ? 'ahead of' : 'behind'} the server`;
  if (Math.abs(skewMs) > MOST_SKEW_MS) {
    return warning(seen, 'Set the clock, best for good: timedatectl set-ntp true');
  }
  return ok(seconds <= 1 ? "within a second of the server's" : seen);
}

function formatSpan(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
