import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CONTROLS } from '../control/controls.ts';
import { Swallowed } from '../faults/apply-fault.ts';
import { PAGE_HEADERS, showPage } from '../page/show-page.ts';
import { Problem, refusal, toNewerBody } from '../problem.ts';
import { ROUTES } from '../routes.ts';
import { recordCall } from '../world/call-log.ts';
import type { World } from '../world/world.ts';
import { type Exchange, findRoute, handleRequest } from './handle-request.ts';
import { readBody } from './read-body.ts';
import { matchPath, nameRoute, type Reply } from './route.ts';
import { sendReply } from './send-reply.ts';
import { readMethod } from './tunnel.ts';

/** How long a refused upload may take to notice before its connection is cut. */
const CUT_AFTER_MS = 500;

/** The sandbox as a listener of node:http: the API under /restapi, the operator's own paths under /sandbox. */
export function createListener(world: World, closing: AbortSignal): RequestListener {
  return (request, response) => {
    const exchange = toExchange(world, closing, request, response);
    const handle = chooseHandler(exchange.url.pathname, request.method ?? '');
    handle(exchange).catch(() => response.destroy());
  };
}

/** The API is everything that isn't the operator's: the page at the root, and the paths under /sandbox. */
function chooseHandler(path: string, method: string): (exchange: Exchange) => Promise<void> {
  if (path === '/' && ['GET', 'HEAD'].includes(method)) return handlePage;
  return path.startsWith('/sandbox') ? handleControl : handleApi;
}

async function handlePage({ response, world, headers }: Exchange): Promise<void> {
  const text = { type: 'text/html;charset=utf-8', content: showPage(world) };
  await sendReply(response, { status: 200, text, headers: PAGE_HEADERS }, headers);
}

function toExchange(
  world: World,
  closing: AbortSignal,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  const host = `http://127.0.0.1:${request.socket.localPort ?? 0}`;
  const url = URL.canParse(request.url ?? '', host)
    ? new URL(request.url ?? '', host)
    : new URL('/invalid', host);
  // The world's own date, so that a sandbox with a clock of its own is off by as much in every header and body.
  const date = new Date(world.clock.now() / 1000).toUTCString();
  const headers = { Date: date, RCRequestId: randomUUID(), 'X-Sandbox': 'true' };
  return { request, response, url, world, headers, closing };
}

async function handleApi(exchange: Exchange): Promise<void> {
  const { request, response, url, world } = exchange;
  const startedAt = world.clock.now();
  const startedMs = performance.now();
  let endpoint = 'unknown';
  let outcome: string;
  try {
    const [route, params] = findRoute(ROUTES, readMethod(request, url), url.pathname);
    endpoint = nameRoute(route);
    await handleRequest(exchange, route, params);
    outcome = String(response.statusCode);
  } catch (error) {
    outcome = await answerError(exchange, error);
  }
  if (exchange.closing.aborted) return;
  recordCall(world, {
    at: startedAt,
    endpoint,
    outcome,
    durationMs: performance.now() - startedMs,
    userAgent: request.headers['user-agent'] ?? null,
  });
}

async function handleControl(exchange: Exchange): Promise<void> {
  const { request, response, url, world, headers } = exchange;
  try {
    const body = await readBody(request);
    const control = CONTROLS.find(
      ({ method, path }) => method === request.method && matchPath(path, url.pathname) !== null,
    );
    if (control === undefined) throw new Problem(404, { error: `no such sandbox path: ${url.pathname}` });
    await sendReply(response, control.handle({ url, body }, world), headers);
  } catch (error) {
    await answerError(exchange, error);
  }
}

/** Answers a refusal, or leaves the client without an answer where a fault says so. Gives the log's outcome. */
async function answerError(exchange: Exchange, error: unknown): Promise<string> {
  const { request, response, headers } = exchange;
  if (error instanceof Swallowed) {
    if (!error.isHanging) response.socket?.resetAndDestroy();
    return error.outcome;
  }
  if (request.destroyed && !request.complete) return 'gone';
  if (response.headersSent) {
    response.destroy();
    return 'broken';
  }
  const problem = error instanceof Problem ? error : toDefect(error);
  if (!request.complete) setTimeout(() => request.socket.destroy(), CUT_AFTER_MS).unref();
  await sendReply(response, toReply(problem, exchange.url), headers);
  return String(problem.status);
}

function toReply({ status, headers, body }: Problem, { pathname }: URL): Reply {
  if (typeof body === 'string') return { status, headers, text: { type: 'text/html', content: body } };
  return { status, headers, json: pathname.startsWith('/restapi/v2/') ? toNewerBody(body) : body };
}

/** A defect of the sandbox itself must be seen for what it is. */
function toDefect(error: unknown): Problem {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusal(500, 'CMN-203', `Internal Server Error (a defect of the sandbox: ${detail})`);
}
