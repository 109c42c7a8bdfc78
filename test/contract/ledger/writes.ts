import type { BatchState } from '../../../src/core/batch.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Consent } from '../../../src/core/provider.ts';
import { T0 } from '../../fakes/clock.ts';
import { aDoubtLook, aRemoteBatch, aRemoteMessage, aRun, SENDER } from '../../fakes/records.ts';
import { acceptedAs, ANN, listOf, OFFER, RECORD, RESEND } from './bench.ts';

const OPTED_OUT: Consent = { to: '+14155550009', from: null, status: 'OptOut', source: null, at: null };
const BY_HAND = { phone: 14_155_550_008, from: 0, world: 'any', source: 'manual' } as const;

export type Write = (ledger: Ledger, runId: number) => Promise<unknown>;

/** Every write of the port, and the state of the batch in which it would have worked. */
export const WRITES: readonly [name: keyof Ledger, state: BatchState, write: Write][] = [
  ['offer', 'planned', (ledger, id) => ledger.offer(id, 1, OFFER)],
  ['offer', 'in_doubt', (ledger, id) => ledger.offer(id, 1, RESEND)],
  ['recordOutcome', 'submitting', (ledger, id) => ledger.recordOutcome(id, 1, acceptedAs('x'), RECORD)],
  ['doubtOrphans', 'submitting', (ledger, id) => ledger.doubtOrphans(id, T0)],
  ['reopenRefused', 'refused', (ledger, id) => ledger.reopenRefused(id, T0)],
  ['bindAccount', 'planned', (ledger, id) => ledger.bindAccount(id, 'somebody')],
  ['adoptFound', 'in_doubt', (ledger, id) => ledger.adoptFound(id, 1, aRemoteBatch(), T0)],
  ['markDuplicated', 'in_doubt', (ledger, id) => ledger.markDuplicated(id, 1, ['x', 'y'], T0)],
  ['recordDoubtLook', 'in_doubt', (ledger, id) => ledger.recordDoubtLook(id, 1, aDoubtLook())],
  ['decide', 'in_doubt', (ledger, id) => ledger.decide(id, 1, { kind: 'adopt', batch: aRemoteBatch() }, ANN)],
  ['decide', 'in_doubt', (ledger, id) => ledger.decide(id, 1, { kind: 'resend' }, ANN)],
  ['decide', 'in_doubt', (ledger, id) => ledger.decide(id, 1, { kind: 'assume-sent' }, ANN)],
  ['recordNoTwin', 'settled', (ledger, id) => ledger.recordNoTwin(id, 1, T0)],
  ['recordLostRejections', 'completed', (ledger, id) => ledger.recordLostRejections(id, 1, T0)],
  [
    'recordRemoteBatches',
    'accepted',
    (ledger, id) =>
      ledger.recordRemoteBatches(id, SENDER, listOf(aRemoteBatch({ id: 'remote-1', status: 'Completed' }))),
  ],
  ['recordMessages', 'completed', (ledger, id) => ledger.recordMessages(id, 1, [aRemoteMessage()])],
  ['recordProviderCost', 'completed', (ledger, id) => ledger.recordProviderCost(id, 1, 5n)],
  [
    'recordLook',
    'completed',
    (ledger, id) => ledger.recordLook(id, 1, { at: T0, isIdle: true, isMissing: false }),
  ],
  ['recordCalls', 'planned', (ledger, id) => ledger.recordCalls(id, new Map([['GET /a', 1]]))],
  ['settle', 'completed', (ledger, id) => ledger.settle(id, 1, T0, 'final')],
  [
    'updateTracking',
    'planned',
    (ledger, id) => ledger.updateTracking(id, { ...aRun().tracking, trackForMs: 1 }),
  ],
  ['updateLimits', 'planned', (ledger, id) => ledger.updateLimits(id, { ...aRun().limits, maxMessages: 5 })],
  ['trip', 'planned', (ledger, id) => ledger.trip(id, { reason: 'spam', detail: '12 of 20' }, T0)],
  [
    'recordErrorCounts',
    'accepted',
    (ledger, id) => ledger.recordErrorCounts(id, 1, { final: 3, codes: { 'SMS-CAR-430': 2 } }, T0),
  ],
  ['recordStatusesCost', 'completed', (ledger, id) => ledger.recordStatusesCost(id, 1, 5n)],
  ['recordOptOuts', 'planned', (ledger) => ledger.recordOptOuts('loopback', [OPTED_OUT], T0, true)],
  ['withhold', 'planned', (ledger, id) => ledger.withhold(id, 1, T0)],
  ['addOptOuts', 'planned', (ledger) => ledger.addOptOuts([BY_HAND], ANN)],
  ['removeOptOuts', 'planned', (ledger) => ledger.removeOptOuts([BY_HAND.phone], ANN)],
  ['pruneOptOuts', 'planned', (ledger) => ledger.pruneOptOuts('loopback', ANN)],
  ['unpause', 'planned', (ledger, id) => ledger.unpause(id, ANN)],
  ['markReported', 'settled', (ledger, id) => ledger.markReported(id, T0)],
  ['finish', 'settled', (ledger, id) => ledger.finish(id, T0)],
  ['purgeRun', 'settled', (ledger, id) => ledger.purgeRun(id, ANN)],
  ['purgeLeftovers', 'planned', (ledger) => ledger.purgeLeftovers(T0, ANN)],
  ['erase', 'planned', (ledger) => ledger.erase()],
  ['beginDraft', 'planned', (ledger) => ledger.beginDraft('summer', T0)],
  ['discardDraft', 'planned', (ledger, id) => ledger.discardDraft(id)],
];

/** Writes that only a draft takes. */
export const DRAFT_WRITES: readonly (keyof Ledger)[] = ['addRecipients', 'addRejectedRows', 'freeze'];

/** What of the port only reads, or is no call at all. */
export const READS: readonly (keyof Ledger)[] = [
  'epoch',
  'close',
  'findRun',
  'listRuns',
  'findRunBySource',
  'countRejectedRows',
  'batchRecords',
  'recipientRecords',
  'rejectedRows',
  'widestRejectedRow',
  'countRepeatedMessageIds',
  'journal',
  'countCalls',
  'doubtfulBatches',
  'worstLagMs',
  'countStates',
  'batchesIn',
  'plannedHeads',
  'plannedAfter',
  'queuedBatches',
  'offeredSince',
  'limitedAt',
  'readSpend',
  'errorCounts',
  'optOuts',
  'optOutsReadAt',
  'findOptOuts',
  'countDelisted',
  'untoldOptOuts',
  'badNumbers',
  'hasContacts',
  'contactsOf',
  'phonesOf',
  'recipientsAmong',
  'purgeSurvey',
  'failedRecipients',
  'batchRecipients',
  'offeredRecipients',
  'isOwned',
  'resentBatches',
  'trackedBatches',
  'lastListedAt',
  'tallyMessages',
];
