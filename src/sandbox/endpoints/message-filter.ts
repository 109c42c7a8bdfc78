import { readChoices, readPhoneNumbers, readText, readWindow } from '../http/read-query.ts';
import type { Call } from '../http/route.ts';
import type { MessageFilter } from '../world/messages.ts';
import type { World } from '../world/world.ts';

/** The filters that the message list and the status counts share. */
export const MESSAGE_FILTERS = ['batchId', 'direction', 'dateFrom', 'dateTo', 'phoneNumber'] as const;

/** Reads them; the lag of new records is taken off the window's end by the caller. */
export function readMessageFilter(call: Call, world: World, now: number): MessageFilter {
  const directions = new Set(readChoices(call, 'direction', ['Inbound', 'Outbound']));
  return {
    ...readWindow(call, now),
    ...readPhoneNumbers(call, world),
    batchId: readText(call, 'batchId'),
    isInbound: directions.size === 1 ? directions.has('Inbound') : null,
  };
}
