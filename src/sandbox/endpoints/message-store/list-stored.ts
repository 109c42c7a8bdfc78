import { formatMilliseconds } from '../../clock.ts';
import { buildNumberedPaging } from '../../http/numbered-page.ts';
import {
  readBoolean,
  readChoices,
  readInteger,
  readNumber,
  readText,
  readWindow,
} from '../../http/read-query.ts';
import type { Call, Reply, Route } from '../../http/route.ts';
import { EXTENSION_ID } from '../../owned-numbers.ts';
import { invalidParameter } from '../../problem.ts';
import { countStored, listStoredIds, loadStored, type StoreFilter } from '../../world/stored-messages.ts';
import type { World } from '../../world/world.ts';
import { toStoredRecord, toStoreUri } from './message-record.ts';

/** Whose messages: the sandbox's one extension is a user's, and shares none with anybody. */
const OWNER_FILTERS = ['owner', 'voicemailOwner', 'ownerExtensionType'] as const;

/** listMessages: newest first, in numbered pages. A page is cut out of the list as it is at that moment. */
export const listStoredRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store',
  group: 'Light',
  permission: 'ReadMessages',
  query: [
    ...['availability', 'conversationId', 'dateFrom', 'dateTo', 'direction', 'distinctConversations'],
    ...['messageType', 'readStatus', 'page', 'perPage', 'phoneNumber', ...OWNER_FILTERS],
  ],
  handle: list,
};

/** A larger page than the largest is that one (specification). */
const MAX_PER_PAGE = 1000;
const MAX_INT32 = 2 ** 31 - 1;

function list(call: Call, world: World): Reply {
  const now = world.clock.now();
  const page = readInteger(call, 'page', 1, 1, MAX_INT32);
  const perPage = Math.min(MAX_PER_PAGE, readInteger(call, 'perPage', 100, 0, MAX_INT32));
  const window = readWindow(call, now);
  const filter = { ...readFilter(call), from: window.from, to: Math.min(window.to, now - call.lag) };
  const isEmpty = !isOurs(call) || !hasSms(call);
  const total = isEmpty ? 0 : countStored(world, now, filter);
  const offset = (page - 1) * perPage;
  const ids = isEmpty ? [] : listStoredIds(world, now, filter, { offset, limit: perPage });
  const records = loadStored(world, now, ids).map((message) => toStoredRecord(call, world, message));
  const link = createLink(call, window.from, perPage);
  const shown = { page, perPage, shown: records.length, total };
  return { status: 200, json: { uri: link(page), records, ...buildNumberedPaging(shown, link) } };
}

function readFilter(call: Call): Omit<StoreFilter, 'from' | 'to'> {
  const availabilities = readChoices(call, 'availability', ['Alive', 'Deleted', 'Purged']);
  const conversation = readText(call, 'conversationId');
  return {
    // The guide's own example shows that a list without the filter is one with `availability=Alive`.
    availabilities: availabilities.length === 0 ? ['Alive'] : availabilities,
    conversations: conversation === null ? [] : [toConversation(conversation)],
    isInbound: readEither(call, 'direction', ['Outbound', 'Inbound']),
    isRead: readEither(call, 'readStatus', ['Unread', 'Read']),
    number: readNumber(call, 'phoneNumber'),
    isDistinct: readBoolean(call, 'distinctConversations'),
  };
}

/** A conversation's id; one that the sandbox can't have made is nobody's. */
export function toConversation(text: string): number {
  if (!/^\d{1,20}$/.test(text)) throw invalidParameter('conversationId', text);
  return Number.isSafeInteger(Number(text)) ? Number(text) : -1;
}

/** Whether the repeatable parameter asks for the second of two words alone; null for both or none. */
function readEither(call: Call, name: string, words: readonly [string, string]): boolean | null {
  const given = new Set(readChoices(call, name, words));
  return given.size === 1 ? given.has(words[1]) : null;
}

function hasSms(call: Call): boolean {
  const types = readChoices(call, 'messageType', ['Fax', 'SMS', 'VoiceMail', 'Pager']);
  return types.length === 0 || types.includes('SMS');
}

/** AllExtensionTypesEnum. */
const EXTENSION_TYPES = (
  'User Department Announcement Voicemail DigitalUser VirtualUser FaxUser PagingOnly SharedLinesGroup ' +
  'DelegatedLinesGroup GroupCallPickup IvrMenu ApplicationExtension ProxyAdmin RoomConnector ParkLocation Limited ' +
  'Bot Site Room FlexibleUser TieLine Unknown'
).split(' ');

/** Whether the filters by owner leave the extension's own messages in. */
export function isOurs(call: Call): boolean {
  const types = readChoices(call, 'ownerExtensionType', EXTENSION_TYPES);
  const isOfType = types.length === 0 || types.includes('User');
  return isOfType && ['owner', 'voicemailOwner'].every((name) => isOwner(call, name));
}

function isOwner(call: Call, name: string): boolean {
  const owners = call.url.searchParams.getAll(name);
  const wrong = owners.find((owner) => !/^(Any|Personal|Shared|\d+)$/.test(owner));
  if (wrong !== undefined) throw invalidParameter(name, wrong);
  return owners.length === 0 || owners.some((owner) => ['Any', 'Personal', EXTENSION_ID].includes(owner));
}

/** The addresses of the list's pages, with what was left to default written out. */
function createLink(call: Call, from: number, perPage: number): (page: number) => string {
  const query = new URLSearchParams(call.url.searchParams);
  query.delete('access_token');
  if (!query.has('availability')) query.set('availability', 'Alive');
  query.set('dateFrom', formatMilliseconds(from));
  query.set('perPage', String(perPage));
  return (page) => {
    query.set('page', String(page));
    return `${toStoreUri(call)}?${query.toString()}`;
  };
}
