import type { Batch } from '../core/batch.ts';
import type { BatchRecipient } from '../core/ledger.ts';
import type { DateWindow, RemoteBatch, RemoteMessage } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import { readPages } from '../core/pages.ts';
import type { SubmitPorts } from './submit-batch.ts';

/** What two clean scans of the provider's indexes say about a batch in doubt. Only `found` and `several` are proof. */
export type Finding =
  | { readonly kind: 'found'; readonly batch: RemoteBatch }
  | { readonly kind: 'several'; readonly batchIds: readonly string[] }
  /** Our recipients, but not our texts: for a person. */
  | { readonly kind: 'differs'; readonly batchIds: readonly string[] }
  | { readonly kind: 'absent'; readonly batchesSeen: number; readonly messagesSeen: number };

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
  const recipients = await ports.ledger.batchRecipients(run.id, batch.number);
  const now = ports.clock.now();
  const window = { dateFrom: (batch.submittedAt ?? now) - DAY, dateTo: now + DAY };
  const listed = await listCandidates(ports, batch, window);
  const probed = await probeCandidates(ports, batch, recipients, window);
  const matches: RemoteBatch[] = [];
  const differing: string[] = [];
  for (const id of new Set([...probed, ...listed.keys()])) {
    if (await ports.ledger.isOwned(id)) continue;
    const known = listed.get(id) ?? null;
    const match = await compare(ports, batch, recipients, { id, known }, window);
    if (match === 'same') matches.push(known ?? unlisted(id, batch.from));
    if (match === 'differs') differing.push(id);
  }
  return conclude(matches, differing, { batches: listed.size, messages: probed.length });
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

function conclude(
  matches: readonly RemoteBatch[],
  differing: readonly string[],
  seen: { readonly batches: number; readonly messages: number },
): Finding {
  const [first] = matches;
  if (matches.length > 1) return { kind: 'several', batchIds: matches.map((match) => match.id) };
  if (first !== undefined) return { kind: 'found', batch: first };
  if (differing.length > 0) return { kind: 'differs', batchIds: differing };
  return { kind: 'absent', batchesSeen: seen.batches, messagesSeen: seen.messages };
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
): Promise<string[]> {
  const ids = new Set<string | null>();
  for (const group of [recipients.slice(0, PROBE_SIZE), recipients.slice(PROBE_SIZE).slice(-PROBE_SIZE)]) {
    if (group.length === 0) continue;
    const phoneNumbers = group.map((recipient) => recipient.phone);
    const pages = readPages((token) => provider.listMessages({ phoneNumbers, ...window, ...token }));
    for await (const page of pages) {
      const ours = page.filter((message) => sameNumber(message.from, batch.from));
      ours.map((message) => message.batchId).forEach((id) => ids.add(id));
    }
  }
  return [...ids].filter((id) => id !== null);
}

/** A batch this much older than the offer is somebody else's, whatever the clocks say. */
const OLDER_MS = 12 * 60 * 60 * 1000;

/**
 * Whether a candidate is ours. Its messages must be our sender's, to our numbers, with our texts; but one that holds
 * other messages as well, explains less than half of our recipients, or is much older, only looks like ours: adopting
 * it would count the missing people as rejected. That is for a person.
 */
async function compare(
  { provider }: SubmitPorts,
  batch: Batch,
  recipients: readonly BatchRecipient[],
  candidate: Candidate,
  window: DateWindow,
): Promise<'same' | 'differs' | 'other'> {
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
  if (seen.numbers === 0) return 'other';
  const explained = Math.max(seen.same, candidate.known?.size ?? 0);
  const isOld = seen.createdAt !== null && seen.createdAt < (batch.submittedAt ?? 0) - OLDER_MS;
  const isOurs = seen.same === seen.all && explained * 2 >= recipients.length && !isOld;
  return isOurs ? 'same' : 'differs';
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
