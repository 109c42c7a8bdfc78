import { readKeyword } from '../keywords.ts';
import { countSegments } from '../segments.ts';
import { nextMessageId } from './accept-batch.ts';
import { transact } from './database.ts';
import { recordConsent } from './opt-outs.ts';
import { toWorldMicros } from './settings.ts';
import type { World } from './world.ts';

/** From the arrival of an inbound message to its price. */
const INBOUND_COST_DELAY_MS = 5000;

/** A person's message to one of our numbers. Gives its id and the consent that its keyword changed, if any. */
export function receiveReply(
  world: World,
  party: number,
  own: number,
  text: string,
): { readonly id: number; readonly consent: 'OptOut' | 'OptIn' | null } {
  return transact(world.db, () => {
    const id = nextMessageId(world);
    const at = world.clock.now();
    const segments = countSegments(text);
    const cost = segments * world.settings.segmentPriceMicros;
    const costAt = at + toWorldMicros(world.settings, INBOUND_COST_DELAY_MS);
    world.db
      .prepare("INSERT INTO messages VALUES (?, NULL, 1, ?, ?, ?, ?, ?, ?, 'Delivered', NULL, ?, ?, ?)")
      .run(id, own, party, text, at, at, at, segments, cost, costAt);
    const consent = readKeyword(text);
    if (consent !== null) recordConsent(world, { own, party, at, status: consent, source: 'Recipient' });
    return { id, consent };
  });
}
