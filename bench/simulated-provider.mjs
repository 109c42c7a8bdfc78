// A provider that drains its queues at a rate, with receipts and prices that come late, on a clock that is handed in. It
// keeps a number for each recipient and makes up the rest of a message when its page is read: a million cost 8 MB.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PRICE = 11_900_000n;
/** A batch tells its own cost so long after its queue is through. */
const BATCH_COST_MS = 30 * SECOND;
const MEAN_RECEIPT_MS = 20 * SECOND;
const MOST_RECEIPT_MS = 10 * MINUTE;
const FAILURE = 'SMS-CAR-411';
const FAILED_SHARE = 0.02;

/**
 * @typedef {object} World
 * @property {() => number} now
 * @property {(ms: number) => void} advance
 * @property {number} perMinute messages that the sender's queue drains
 * @property {number} pageSize of messages
 * @property {number} callMs that a call takes, its turn at the rate gate included
 * @property {boolean} [hasStragglers] 1.5 % of the receipts take one to six hours, and 1 % never come
 */

/**
 * @param {World} world
 * @returns {{ provider: object, calls: Map<string, number> }} the port, and what was called how often
 */
export function openSimulatedProvider(world) {
  const batches = [];
  const calls = new Map();
  const call = (endpoint) => {
    calls.set(endpoint, (calls.get(endpoint) ?? 0) + 1);
    world.advance(world.callMs);
  };
  const read = (endpoint, answer) => {
    call(endpoint);
    return Promise.resolve(answer());
  };
  const provider = {
    async createBatch({ body, commit, isStillFresh }) {
      await commit();
      if (!isStillFresh()) return { kind: 'not-sent', reason: 'the intent is too old' };
      call('POST /a2p-sms/batches');
      const batch = takeBatch(world, batches, JSON.parse(globalThis.Buffer.from(body).toString()));
      return toReply(showBatch(batch, world.now()));
    },
    listBatches: ({ from }) =>
      read('GET /a2p-sms/batches', () => {
        const own = batches.filter((batch) => from === undefined || batch.from === from);
        return { records: own.map((batch) => showBatch(batch, world.now())), nextPageToken: null };
      }),
    readStatuses: ({ batchId }) =>
      read('GET /a2p-sms/statuses', () => countStatuses(findBatch(batches, batchId), world)),
    listMessages: ({ batchId, pageToken }) =>
      read('GET /a2p-sms/messages', () =>
        showPage(findBatch(batches, batchId), world, Number(pageToken ?? 0)),
      ),
    listOptOuts: () => read('GET /a2p-sms/opt-outs', () => ({ records: [], nextPageToken: null })),
    readIdentity: () =>
      read('POST /restapi/oauth/token', () => ({
        ...{ server: 'https://platform.example.com', ownerId: '1', scopes: [] },
        tokenExpiresAt: world.now() + 100 * HOUR,
      })),
    clockSkewMs: () => 0,
    onSilence: () => undefined,
    takeCalls: () => new Map(),
    close: () => Promise.resolve(),
  };
  return { provider, calls };
}

function findBatch(batches, id) {
  const batch = batches.find((one) => one.id === id);
  if (batch === undefined) throw new Error(`nobody submitted ${id}`);
  return batch;
}

function takeBatch({ now, perMinute }, batches, { from, messages }) {
  const last = batches.findLast((batch) => batch.from === from);
  const startsAt = Math.max(now(), last?.throughAt ?? 0);
  const everyMs = MINUTE / perMinute;
  const batch = {
    ...{ id: `b${batches.length + 1}`, from, takenAt: now(), startsAt, everyMs },
    seed: batches.length * 1_000_003,
    to: Float64Array.from(messages, (message) => Number(message.to[0].slice(1))),
    throughAt: startsAt + messages.length * everyMs,
  };
  batches.push(batch);
  return batch;
}

function showBatch({ id, from, takenAt, startsAt, everyMs, throughAt, to }, now) {
  const isThrough = now >= throughAt;
  return {
    ...{ id, from, size: to.length, createdAt: takenAt },
    processed: isThrough ? to.length : Math.max(0, Math.floor((now - startsAt) / everyMs)),
    status: isThrough ? 'Completed' : 'Processing',
    updatedAt: isThrough ? throughAt : now,
    cost: now >= throughAt + BATCH_COST_MS ? PRICE * BigInt(to.length) : null,
  };
}

function toReply(batch) {
  return { kind: 'reply', status: 201, batch, rejected: [], errorCode: null, message: null, requestId: null };
}

/** What became of a message by now: drawn from its place alone, so that it is the same each time. */
function standing({ seed, startsAt, everyMs }, index, now, hasStragglers) {
  const sentAt = startsAt + (index + 1) * everyMs;
  if (now < sentAt) return { status: 'Queued', isPriced: false, at: startsAt };
  const fate = draw(seed + index);
  const quickMs = Math.min(MOST_RECEIPT_MS, 1500 - MEAN_RECEIPT_MS * Math.log(1 - draw(seed + index + 0.25)));
  const receiptMs = hasStragglers ? straggle(fate, quickMs) : quickMs;
  const billedAt = sentAt + Math.min(receiptMs, MOST_RECEIPT_MS);
  const isPriced = now >= billedAt + 5000 + 55_000 * draw(seed + index + 0.5);
  if (now < sentAt + receiptMs) return { status: 'Sent', isPriced, at: sentAt };
  const isFailed = fate >= 1 - FAILED_SHARE;
  return { status: isFailed ? 'DeliveryFailed' : 'Delivered', isPriced, at: sentAt + receiptMs };
}

function straggle(fate, quickMs) {
  if (fate < 0.015) return HOUR + fate * (5 * HOUR) * (1 / 0.015);
  return fate < 0.025 ? Infinity : quickMs;
}

/** From 0 to below 1, by the fraction of a sine: enough for a schedule. */
function draw(seed) {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}

function countStatuses(batch, { now, hasStragglers = false }) {
  const counts = { Queued: 0, Sent: 0, Delivered: 0, DeliveryFailed: 0 };
  let priced = 0;
  for (let index = 0; index < batch.to.length; index += 1) {
    const { status, isPriced } = standing(batch, index, now(), hasStragglers);
    counts[status] += 1;
    if (isPriced) priced += 1;
  }
  return {
    ...{ queued: counts.Queued, sent: counts.Sent, delivered: counts.Delivered },
    ...{ deliveryFailed: counts.DeliveryFailed, sendingFailed: 0, cost: PRICE * BigInt(priced) },
    errors: counts.DeliveryFailed === 0 ? [] : [{ code: FAILURE, count: counts.DeliveryFailed }],
  };
}

function showPage(batch, { now, pageSize, hasStragglers = false }, from) {
  const records = Array.from({ length: Math.min(pageSize, batch.to.length - from) }, (_, place) => {
    const index = from + place;
    const { status, isPriced, at } = standing(batch, index, now(), hasStragglers);
    return {
      ...{ id: `${batch.id}-${index + 1}`, batchId: batch.id, from: batch.from, to: `+${batch.to[index]}` },
      ...{ status, errorCode: status === 'DeliveryFailed' ? FAILURE : null, segments: 1, text: null },
      ...{ cost: isPriced ? PRICE : null, createdAt: batch.takenAt, updatedAt: Math.round(at) },
    };
  });
  const next = from + records.length;
  return { records, nextPageToken: next < batch.to.length ? String(next) : null };
}
