import { formatInstant } from '../clock.ts';
import type { Reply } from '../http/route.ts';
import { type CallRow, countCalls, countViolations, listCalls, listViolations } from '../world/call-log.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';

const PAGE = 1000;

/**
 * Call counts by endpoint and outcome, and every kind of rate violation. `?view=log` streams the single calls, one
 * JSON object a line, oldest first.
 */
export function showCalls(call: ControlCall, world: World): Reply {
  if (call.url.searchParams.get('view') === 'log') return { status: 200, lines: streamCalls(world) };
  const endpoints: Record<string, { count: number; outcomes: Record<string, number> }> = {};
  let total = 0;
  for (const { endpoint, outcome, count } of countCalls(world)) {
    const entry = (endpoints[endpoint] ??= { count: 0, outcomes: {} });
    entry.count += count;
    entry.outcomes[outcome] = count;
    total += count;
  }
  const violations = listViolations(world, PAGE).map(({ at, rate_group: group, endpoint, kind }) => ({
    at: formatInstant(at),
    group,
    endpoint,
    kind,
  }));
  const json = {
    total,
    endpoints,
    rateViolations: countViolations(world, 'rate'),
    penaltyViolations: countViolations(world, 'penalty'),
    violations,
  };
  return { status: 200, json };
}

function* streamCalls(world: World): Iterable<string> {
  for (let after = 0; ; after += PAGE) {
    const rows = listCalls(world, after, PAGE);
    if (rows.length > 0) yield rows.map(toLine).join('');
    if (rows.length < PAGE) return;
  }
}

function toLine(row: CallRow): string {
  const { at, endpoint, outcome, duration_ms: durationMs, user_agent: userAgent } = row;
  return `${JSON.stringify({ at: formatInstant(at), endpoint, outcome, durationMs, userAgent })}\n`;
}
