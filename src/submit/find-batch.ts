import type { Batch } from '../core/batch.ts';
import type { DoubtSighting } from '../core/doubt.ts';
import type { BatchRecipient } from '../core/ledger.ts';
import type { DateWindow, RemoteBatch, RemoteMessage } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import { readPages } from '../core/pages.ts';
import type { SubmitPorts } from './submit-batch.ts';

/** What two clean scans of the provider's indexes say about a batch in doubt. Only `found` and `several` are proof. */
export type Finding =
  | { readonly kind: 'found'; readonly batch: RemoteBatch }
  | { readonly kind: 'several'; readonly batchIds: readonly string[] }
  /** Not there; or, with `differing`, our recipients but not our texts, or other people as well: for a person. */
  | ({ readonly kind: 'absent' } & DoubtSighting);

/** The API matches at most so many numbers in one query (parameter `phoneNumber`, listA2PSMS). */
const PROBE_SIZE = 15;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Looks for a batch whose answer was lost, by two independent ways: the list of batches of its sender, and the messages
 * to its first recipients. Both over an explicit window of a day around, all pages. Reads only.
 *
 * @throws ProviderError when a page failed or the paging looped: such a scan is dirty and counts for nothing.
 */
export async function findBatch(ports: SubmitPorts, run: Run, batch: Batch): Promise<Finding> {
  const recipients = await ports.ledger.offeredRecipients(run.id, batch.number);
  const now = ports.clock.now();
  const window = { dateFrom: firstOfferOf(batch, now) - DAY, dateTo: now + DAY };
  const listed = await listCandidates(ports, batch, window);
  const probed = await probeCandidates(ports, batch, recipients, window);
  const matches: RemoteBatch[] = [];
  const differing: string[] = [];
  const unread: string[] = [];
  for (const id of new Set([...probed.ids, ...listed.keys()])) {
    if (await ports.ledger.isOwned(id)) continue;
    const known = listed.get(id) ?? null;
    const match = await compare(ports, batch, recipients, { id, known }, window);
    if (match === 'same') matches.push(known ?? unlisted(id, batch.from));
    if (match === 'differs') differing.push(id);
    if (match === 'unread') unread.push(id);
  }
  return conclude(matches, { batchesSeen: listed.size, messagesSeen: probed.messages, differing, unread });
}

function firstOfferOf(batch: Batch, now: number): number {
  return Math.min(batch.firstOfferedAt ?? now, batch.submittedAt ?? now);
}

interface Candidate {
  readonly id: string;
  /** What the list says of it; null where only its messages were seen. */
  readonly known: RemoteBatch | null;
}

/** A batch whose messages are there before the list shows it: the next list tells the rest. */
function unlisted(id: string, from: string): RemoteBatch {
  return {
    id,
    from,
    size: null,
    processed: null,
    status: 'Processing',
    createdAt: null,
    updatedAt: null,
    cost: null,
  };
}

function conclude(matches: readonly RemoteBatch[], sighting: DoubtSighting): Finding {
  const [first] = matches;
  if (matches.length > 1) return { kind: 'several', batchIds: matches.map((match) => match.id) };
  if (first !== undefined) return { kind: 'found', batch: first };
  return { kind: 'absent', ...sighting };
}

/** Index A: the sender's batches that are not larger than ours (rejections make them smaller). */
async function listCandidates(
  { provider }: SubmitPorts,
  batch: Batch,
  window: DateWindow,
): Promise<Map<string, RemoteBatch>> {
  const found = new Map<string, RemoteBatch>();
  for await (const page of readPages((token) =>
    provider.listBatches({ from: batch.from, ...window, ...token }),
  )) {
    for (const remote of page) {
      if (remote.size === null || remote.size <= batch.recipients) found.set(remote.id, remote);
    }
  }
  return found;
}

/** Index B: the batches of messages to our first and last recipients. */
async function probeCandidates(
  { provider }: SubmitPorts,
  batch: Batch,
  recipients: readonly BatchRecipient[],
  window: DateWindow,
): Promise<{ readonly ids: readonly string[]; readonly messages: number }> {
  const ids = new Set<string | null>();
  let messages = 0;
  for (const group of [recipients.slice(0, PROBE_SIZE), recipients.slice(PROBE_SIZE).slice(-PROBE_SIZE)]) {
    if (group.length === 0) continue;
    const phoneNumbers = group.map((recipient) => recipient.phone);
    const pages = readPages((token) => provider.listMessages({ phoneNumbers, ...window, ...token }));
    for await (const page of pages) {
      const ours = page.filter((message) => sameNumber(message.from, batch.from));
      messages += ours.length;
      ours.map((message) => message.batchId).forEach((id) => ids.add(id));
    }
  }
  return { ids: [...ids].filter((id) => id !== null), messages };
}

/** A batch this much older than the offer is somebody else's, whatever the clocks say. */
const OLDER_MS = 12 * 60 * 60 * 1000;

/**
 * Whether a candidate is ours. Its messages must be our sender's, to our numbers, with our texts; but one that holds
 * other messages as well, explains less than half of our recipients, or is much older, only looks like ours: adopting
 * it would count the missing people as rejected. That is for a person.
 */
async function compare(
  ports: SubmitPorts,
  batch: Batch,
  recipients: readonly BatchRecipient[],
  candidate: Candidate,
  window: DateWindow,
): Promise<'same' | 'differs' | 'unread' | 'other'> {
  const seen = await countOurs(ports, batch, recipients, candidate, window);
  if (seen.all === 0 && (candidate.known?.size ?? 0) > 0) return 'unread';
  if (seen.numbers === 0) return 'other';
  const explained = Math.max(seen.same, candidate.known?.size ?? 0);
  const isOld = seen.createdAt !== null && seen.createdAt < firstOfferOf(batch, Infinity) - OLDER_MS;
  // Long before the offer and with other texts: an earlier campaign to the same people.
  if (isOld && seen.same === 0) return 'other';
  const isOurs = seen.same === seen.all && explained * 2 >= recipients.length && !isOld;
  return isOurs ? 'same' : 'differs';
}

/** How a batch of the provider's compares with one of ours. */
export interface Overlap {
  /** Its messages; those to our recipients; and those of them with our text. */
  readonly all: number;
  readonly numbers: number;
  readonly same: number;
}

/**
 * Compares a batch of the provider's that a person names with one of ours.
 *
 * @throws ProviderError
 */
export async function compareBatch(
  ports: SubmitPorts,
  run: Run,
  batch: Batch,
  remote: RemoteBatch,
): Promise<Overlap> {
  const recipients = await ports.ledger.offeredRecipients(run.id, batch.number);
  const now = ports.clock.now();
  const earliest = Math.min(firstOfferOf(batch, now), remote.createdAt ?? now);
  const window = { dateFrom: earliest - DAY, dateTo: now + DAY };
  return countOurs(ports, batch, recipients, { id: remote.id, known: remote }, window);
}

async function countOurs(
  { provider }: SubmitPorts,
  batch: Batch,
  recipients: readonly BatchRecipient[],
  candidate: Candidate,
  window: DateWindow,
): Promise<Overlap & { readonly createdAt: number | null }> {
  const texts = new Map(recipients.map((recipient) => [digitsOf(recipient.phone), recipient.text]));
  const seen = { same: 0, numbers: 0, all: 0, createdAt: candidate.known?.createdAt ?? null };
  const pages = readPages((token) =>
    provider.listMessages({ batchId: candidate.id, isDetailed: true, ...window, ...token }),
  );
  for await (const page of pages) {
    const ours = page.map((message) => ({ message, text: textToUs(message, batch, texts) }));
    seen.all += page.length;
    seen.numbers += ours.filter(({ text }) => text !== undefined).length;
    seen.same += ours.filter(({ message, text }) => text !== undefined && text === message.text).length;
    seen.createdAt ??= page[0]?.createdAt ?? null;
  }
  return seen;
}

function textToUs(
  message: RemoteMessage,
  batch: Batch,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  return sameNumber(message.from, batch.from) ? texts.get(digitsOf(message.to)) : undefined;
}

function sameNumber(one: string | null, other: string): boolean {
  return digitsOf(one) === digitsOf(other);
}

function digitsOf(phone: string | null): string {
  return (phone ?? '').replaceAll(/\D/g, '');
}
