import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SENDER } from '../harness/recipients.ts';

/** Somebody else's batch from the same number, by hand. Returns its id. */
export async function submitElsewhere(environment: Readonly<Record<string, string>>): Promise<string> {
  const { RC_SERVER_URL: url = '', RC_APP_CLIENT_ID: id, RC_APP_CLIENT_SECRET: secret } = environment;
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: environment['RC_USER_JWT'] ?? '',
  });
  const basic = Buffer.from(`${id ?? ''}:${secret ?? ''}`).toString('base64');
  const signedIn = await fetch(`${url}/restapi/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: form,
  });
  const { access_token: token } = (await signedIn.json()) as { readonly access_token: string };
  const submitted = await fetch(`${url}/restapi/v1.0/account/~/a2p-sms/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ from: SENDER, text: 'Hello', messages: [{ to: ['+16502530001'] }] }),
  });
  return ((await submitted.json()) as { readonly id: string }).id;
}

/** The same world under another server's name, whose tokens belong to the extension 4242. */
export async function openOtherAccount(
  target: string,
): Promise<{ readonly url: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const reply = await fetch(`${target}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        ...(request.method === 'POST' ? { body: await readBody(request) } : {}),
      });
      const text = (await reply.text()).replace(/"owner_id": ?"\d+"/, '"owner_id":"4242"');
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(text);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization, 'content-type': type } = headers;
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(type === undefined ? {} : { 'content-type': type }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
