import { ProviderError } from '../core/error.ts';
import type { MailboxMessage, MailboxQuery, MessageStore } from '../core/message-store.ts';
import type { Page } from '../core/provider.ts';
import type { Ask, Query } from './ask.ts';
import { askForEach } from './bulk.ts';
import type { Client } from './client.ts';
import { toProviderError } from './failure.ts';
import { locateContent } from './locate-content.ts';
import { MAILBOX_MESSAGE } from './mailbox-record.ts';
import { pagesByNumber, PER_PAGE, toNumberedPage } from './paging.ts';
import { nameCall, PATHS } from './paths.ts';
import { ReplyError } from './sdk.ts';
import { sendSms } from './send-sms.ts';
import { formatTime } from './time.ts';

const READ_CONTENT = 'GET message content';

/** Opens the extension's store (operations listMessages, readMessage, updateMessage, patchMessage, deleteMessage …). */
export function openMessageStore(client: Client, ask: Ask, server: string): MessageStore {
  return {
    list: (query) => listPages(ask, query),
    read: (ids) => askForEach(ask, ids, { method: 'GET' }),
    setReadStatus: (ids, readStatus) => askForEach(ask, ids, { method: 'PUT', body: { readStatus } }),
    remove: (ids, isPurge) =>
      askForEach(ask, ids, { method: 'DELETE', ...(isPurge ? { query: { purge: 'true' } } : {}) }),
    restore: (ids) => askForEach(ask, ids, { method: 'PATCH', body: { availability: 'Alive' } }),
    async content({ id, uri }, onChunk) {
      const url = locateContent(uri, server);
      if (url === null) {
        const found = uri === null ? 'no address' : `the address ${uri}, which is not of ${server}`;
        throw new ProviderError(`attachment ${id} has ${found}`, {
          failure: 'unreadable',
          call: READ_CONTENT,
        });
      }
      await download(client, url, onChunk);
    },
    send: (sms) => sendSms(client, sms),
  };
}

async function* listPages(ask: Ask, query: MailboxQuery): AsyncGenerator<Page<MailboxMessage>> {
  const filter = toQuery(query);
  const read = (page: number) =>
    ask(
      { method: 'GET', path: PATHS.messageStore, query: { ...filter, page: String(page) } },
      toNumberedPage(MAILBOX_MESSAGE),
    );
  let number = query.page ?? 1;
  const wish = { call: nameCall('GET', PATHS.messageStore), page: number };
  for await (const { records, totalPages, hasNext } of pagesByNumber(read, wish)) {
    const isLast = records.length === 0 || (totalPages === null ? !hasNext : number >= totalPages);
    number += 1;
    yield { records, nextPageToken: isLast ? null : String(number) };
  }
}

function toQuery(query: MailboxQuery): Query {
  const repeated = {
    availability: query.availabilities,
    direction: query.directions,
    messageType: query.messageTypes,
    ownerExtensionType: query.ownerExtensionTypes,
    readStatus: query.readStatuses,
  };
  const given = Object.entries(repeated).flatMap(([name, values = []]) =>
    values.length === 0 ? [] : [[name, values] as const],
  );
  return {
    ...Object.fromEntries(given),
    ...(query.conversationId === undefined ? {} : { conversationId: query.conversationId }),
    ...(query.isDistinct === true ? { distinctConversations: 'true' } : {}),
    ...(query.phoneNumber === undefined ? {} : { phoneNumber: query.phoneNumber }),
    dateFrom: formatTime(query.dateFrom),
    dateTo: formatTime(query.dateTo),
    perPage: String(query.perPage ?? PER_PAGE),
  };
}

type OnChunk = Parameters<Client['download']>[2];

async function download(client: Client, url: URL, onChunk: OnChunk): Promise<void> {
  try {
    await downloadSignedIn(client, url, onChunk, true);
  } catch (error) {
    throw isOurs(error) ? error : toProviderError(READ_CONTENT, error);
  }
}

/** Signs in again after a 401, once: no byte was handed over by then. */
async function downloadSignedIn(
  client: Client,
  url: URL,
  onChunk: OnChunk,
  mayRepeat: boolean,
): Promise<void> {
  const authorization = await client.ready('GET', url.pathname);
  try {
    await client.download(url, authorization, onChunk);
  } catch (error) {
    if (!(error instanceof ReplyError) || error.reply.status !== 401) throw error;
    client.drop(authorization);
    if (!mayRepeat) throw error;
    await downloadSignedIn(client, url, onChunk, false);
  }
}

/** What `onChunk` rejects with is the caller's own: a disk that is full, say. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
