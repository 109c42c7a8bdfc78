import { formatInstant } from '../clock.ts';
import type { Reply } from '../http/route.ts';
import { formatNumber } from '../numbering.ts';
import { toDollars } from '../price.ts';
import { Problem } from '../problem.ts';
import { listTrueMessages, type TrueMessage } from '../world/messages.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';

const PAGE = 1000;

/**
 * The oracle: every message that was really accepted, oldest first, one JSON object a line. With `?after=ID&limit=N`
 * (ids as given here; 0 for the start) it is one JSON page `{records, next}` instead.
 */
export function showMessages(call: ControlCall, world: World): Reply {
  const { searchParams } = call.url;
  if (!searchParams.has('after') && !searchParams.has('limit'))
    return { status: 200, lines: streamLines(world) };
  const after = Number(searchParams.get('after') ?? 0);
  const limit = Number(searchParams.get('limit') ?? PAGE);
  if (!Number.isInteger(after) || !Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    throw new Problem(400, { error: '"after" must be a message id, "limit" an integer from 1 to 10000' });
  }
  const rows = listTrueMessages(world, world.clock.now(), after, limit);
  const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : null;
  return { status: 200, json: { records: rows.map(toRecord), next: next === null ? null : String(next) } };
}

function* streamLines(world: World): Iterable<string> {
  let after = 0;
  for (;;) {
    const rows = listTrueMessages(world, world.clock.now(), after, PAGE);
    if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(toRecord(row))}\n`).join('');
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? Number.MAX_SAFE_INTEGER;
  }
}

/** `status`, `errorCode`, `cost`: what the API shows now. `final…`: what is decided. Amounts are USD. */
function toRecord(row: TrueMessage): Record<string, unknown> {
  return {
    messageId: String(row.id),
    batchId: row.batch_id,
    from: formatNumber(row.own),
    to: formatNumber(row.party),
    text: row.text,
    acceptedAt: formatInstant(row.created_at),
    status: row.status,
    errorCode: row.error_code,
    cost: row.cost === null ? null : toDollars(row.cost),
    finalStatus: row.final_status,
    finalErrorCode: row.final_code,
    finalCost: row.final_cost === null ? null : toDollars(row.final_cost),
  };
}
