import { readJsonObject } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { formatNumber, isSupportedDestination, parseDigits } from '../numbering.ts';
import { findA2pNumber } from '../owned-numbers.ts';
import { invalidParameter } from '../problem.ts';
import { transact } from '../world/database.ts';
import { type ConsentStatus, recordConsent } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';

/** addA2PSMSOptOuts (deprecated, alive): single numbers can fail inside a 200. */
export const assignOptOutsRoute: Route = {
  method: 'POST',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/opt-outs/bulk-assign',
  group: 'Light',
  permission: 'A2PSMS',
  query: [],
  handle: assign,
};

interface Result {
  readonly successful: string[];
  readonly failed: { readonly to: string; readonly errorMessage: string }[];
}

function assign(call: Call, world: World): Reply {
  const body = readJsonObject(call);
  const from = body['from'];
  const sender = typeof from === 'string' ? findA2pNumber(world, parseDigits(from)) : undefined;
  if (sender === undefined) throw invalidParameter('from');
  const optOuts = readNumbers('optOuts', body['optOuts']);
  const optIns = readNumbers('optIns', body['optIns']);
  if (optOuts.length + optIns.length === 0) throw invalidParameter('optOuts');
  const json = transact(world.db, () => ({
    optIns: apply(world, sender.digits, optIns, 'OptIn'),
    optOuts: apply(world, sender.digits, optOuts, 'OptOut'),
  }));
  return { status: 200, json };
}

function readNumbers(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidParameter(name);
  return value.map((entry: unknown) => {
    if (typeof entry !== 'string') throw invalidParameter(name);
    return entry;
  });
}

function apply(world: World, own: number, numbers: readonly string[], status: ConsentStatus): Result {
  const result: Result = { successful: [], failed: [] };
  for (const to of numbers) {
    const party = parseDigits(to);
    if (party === null || !isSupportedDestination(own, party)) {
      result.failed.push({ to, errorMessage: 'The phone number is invalid or not supported' });
    } else {
      recordConsent(world, { own, party, at: world.clock.now(), status, source: 'Account' });
      result.successful.push(formatNumber(party));
    }
  }
  return result;
}
