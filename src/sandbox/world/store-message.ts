import { toMillisecond } from '../clock.ts';
import { createDraws, fingerprint } from '../draw.ts';
import { type Fate, findFate } from '../fate.ts';
import { readKeyword } from '../keywords.ts';
import { findMagicNumber } from '../magic-numbers.ts';
import { drawOutcome, type ForcedOutcome } from '../outcome.ts';
import { countSegments } from '../segments.ts';
import { transact } from './database.ts';
import { type ConsentStatus, prepareOptOutTest, recordConsent } from './opt-outs.ts';
import { scheduleMessage } from './schedule.ts';
import { toWorldMicros } from './settings.ts';
import type { World } from './world.ts';

/** A standard SMS that passed validation: one message to one recipient or several. */
interface StandardMessage {
  readonly own: number;
  readonly parties: readonly number[];
  readonly text: string;
  /** They come before the magic numbers. */
  readonly fates: readonly Fate[];
}

/** Ids of the store start here: like the platform's, in a range of their own, far below 2^53. */
const FIRST_STORED_ID = 1_724_099_000_001;

/** From the call to the hand-over to the gateway. */
const SENDING_MS = 1000;

/** Puts a standard SMS into the store and decides its whole future, as a batch's is. Gives its id. */
export function sendStandard(world: World, { own, parties, text, fates }: StandardMessage): number {
  return transact(world.db, () => {
    const { id, createdAt } = insertMessage(world, { own, parties, text, isInbound: false });
    const sentAt = createdAt + toWorldMicros(world.settings, SENDING_MS);
    const isOptedOut = prepareOptOutTest(world, own);
    parties.forEach((party, place) => {
      const draws = createDraws(world.settings.seed, 'standard', own, party, text, id);
      const forced = findFate(world.settings.seed, fates, id, place) ?? findMagicEnd(party);
      const outcome = drawOutcome(draws, forced, isOptedOut(party, sentAt));
      const { finalAt } = scheduleMessage(world.settings, outcome, sentAt);
      const { finalStatus, errorCode } = outcome;
      const segments = countSegments(text);
      insertParty(world, id, { place, party, sentAt, finalAt, finalStatus, errorCode, segments });
      if (errorCode === 'SMS-CAR-413' && finalAt !== null)
        recordConsent(world, { own, party, at: finalAt, status: 'OptOut', source: 'Carrier' });
    });
    return id;
  });
}

/** A person's message to one of our standard numbers. Gives its id and the consent that its keyword changed, if any. */
export function receiveStandard(
  world: World,
  party: number,
  own: number,
  text: string,
): { readonly id: number; readonly consent: ConsentStatus | null } {
  return transact(world.db, () => {
    const { id, createdAt: at } = insertMessage(world, { own, parties: [party], text, isInbound: true });
    const end = { finalStatus: 'Received', errorCode: null, segments: countSegments(text) };
    insertParty(world, id, { place: 0, party, sentAt: at, finalAt: at, ...end });
    const consent = readKeyword(text);
    if (consent !== null) recordConsent(world, { own, party, at, status: consent, source: 'Recipient' });
    return { id, consent };
  });
}

interface NewMessage {
  readonly own: number;
  readonly parties: readonly number[];
  readonly text: string;
  readonly isInbound: boolean;
}

/** What was sent has been read; what came hasn't. */
function insertMessage(
  world: World,
  { own, parties, text, isInbound }: NewMessage,
): { readonly id: number; readonly createdAt: number } {
  const row: unknown = world.db.prepare('SELECT max(id) AS last FROM stored_messages').get();
  const id = ((row as { last: number | null }).last ?? FIRST_STORED_ID - 1) + 1;
  const createdAt = toMillisecond(world.clock.now());
  const conversation = findConversation(world, own, parties);
  world.db
    .prepare('INSERT INTO stored_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)')
    .run(id, Number(isInbound), own, conversation, text, Number(!isInbound), createdAt, createdAt);
  return { id, createdAt };
}

/** The same numbers are always the same conversation. Below 2^52, so that JSON keeps every digit everywhere. */
function findConversation(world: World, own: number, parties: readonly number[]): number {
  const members = parties.toSorted((a, b) => a - b);
  return Number.parseInt(fingerprint(world.settings.seed, 'conversation', own, ...members).slice(0, 13), 16);
}

interface NewParty {
  readonly place: number;
  readonly party: number;
  readonly sentAt: number;
  readonly finalAt: number | null;
  readonly finalStatus: string;
  readonly errorCode: string | null;
  readonly segments: number;
}

function insertParty(world: World, message: number, row: NewParty): void {
  const { place, party, sentAt, finalAt, finalStatus, errorCode, segments } = row;
  world.db
    .prepare('INSERT INTO stored_parties VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(message, place, party, sentAt, finalAt, finalStatus, errorCode, segments);
}

/** What a batch's reply rejects has no such list here: it fails. */
function findMagicEnd(party: number): ForcedOutcome | undefined {
  const magic = findMagicNumber(party);
  return magic?.isRejected === true ? { ...magic, status: 'SendingFailed' } : magic;
}
