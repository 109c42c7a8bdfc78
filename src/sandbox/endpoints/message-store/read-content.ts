import { readChoice, readText } from '../../http/read-query.ts';
import type { Call, Reply, Route } from '../../http/route.ts';
import { notFound } from '../../problem.ts';
import type { World } from '../../world/world.ts';
import { toStoredId } from './bulk.ts';
import { requireStored } from './read-stored.ts';

/** readMessageContent: the text. The real one is called on another host; here the attachment's `uri` says where. */
export const readContentRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store/{messageId}/content/{attachmentId}',
  group: 'Medium',
  permission: 'ReadMessages',
  query: ['contentDisposition', 'contentDispositionFilename'],
  handle: read,
};

function read(call: Call, world: World): Reply {
  const message = requireStored(world, toStoredId(call.params['messageId'] ?? ''));
  const isThere = message.availability !== 'Purged' && call.params['attachmentId'] === String(message.id);
  if (!isThere) throw notFound('attachmentId');
  return {
    status: 200,
    headers: toDisposition(call),
    text: { type: 'text/plain;charset=utf-8', content: message.text },
  };
}

function toDisposition(call: Call): Record<string, string> {
  const word = readChoice(call, 'contentDisposition', ['Inline', 'Attachment'], 'Inline').toLowerCase();
  const name = readText(call, 'contentDispositionFilename');
  // RFC 5987: percent-encoded, so that no name can break out of the header.
  const file = name === null ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return { 'Content-Disposition': `${word}${file}` };
}
