import type { Batch } from '../../src/core/batch.ts';
import type { DoubtfulBatch, DoubtLook } from '../../src/core/doubt.ts';
import type { BatchRecipient, MessageTally, TrackedBatch } from '../../src/core/ledger.ts';
import type { Consent, RemoteBatch, RemoteMessage, SubmitReply } from '../../src/core/provider.ts';
import { NO_LIMITS } from '../../src/core/limits.ts';
import type { Run, TrackingSettings } from '../../src/core/run.ts';
import { HOUR, T0 } from './clock.ts';

export const SENDER = '+16505550100';
export const OTHER_SENDER = '+18885550100';

/** Batches, messages and runs as the ports speak of them, with everything made up that a test does not say. */
export function aBatch(more: Partial<Batch> = {}): Batch {
  return {
    number: 1,
    from: SENDER,
    window: '',
    price: 11_900_000n,
    state: 'planned',
    attempts: 0,
    recipients: 2,
    withheld: 0,
    segments: 2,
    batchId: null,
    firstOfferedAt: more.submittedAt ?? null,
    submittedAt: null,
    completedAt: null,
    settledAt: null,
    doubtedAt: null,
    problem: null,
    ...more,
  };
}

export function aTrackedBatch(more: Partial<TrackedBatch> = {}): TrackedBatch {
  return {
    ...aBatch({ state: 'accepted', attempts: 1, submittedAt: T0 }),
    batchId: 'b1',
    remoteStatus: null,
    processed: null,
    providerCost: 5n,
    accepted: 2,
    isFound: false,
    batchIds: [more.batchId ?? 'b1'],
    lookedAt: null,
    idleLooks: 0,
    throughAt: null,
    finalSeen: null,
    costSeen: null,
    glancedAt: null,
    ...more,
  };
}

export function aDoubtfulBatch(more: Partial<DoubtfulBatch> = {}): DoubtfulBatch {
  return {
    ...aBatch({ state: 'in_doubt', attempts: 1, submittedAt: T0 }),
    doubtedAt: T0,
    cleanLooks: 0,
    lookedAt: null,
    hasDiffered: false,
    seen: null,
    resendAt: null,
    ...more,
  };
}

/** A clean look that saw nothing. */
export function aDoubtLook(more: Partial<DoubtLook> = {}): DoubtLook {
  return { at: T0, batchesSeen: 0, messagesSeen: 0, differing: [], unread: [], ...more };
}

export function aRecipient(position: number, more: Partial<BatchRecipient> = {}): BatchRecipient {
  const phone = `+1415555${String(position).padStart(4, '0')}`;
  return { position, phone, text: 'Hello', ...more };
}

export function aRemoteBatch(more: Partial<RemoteBatch> = {}): RemoteBatch {
  return {
    id: 'b1',
    from: SENDER,
    size: 2,
    processed: 0,
    status: 'Processing',
    createdAt: T0,
    updatedAt: T0,
    cost: null,
    ...more,
  };
}

export function aRemoteMessage(more: Partial<RemoteMessage> = {}): RemoteMessage {
  return {
    id: 'm1',
    batchId: 'b1',
    from: SENDER,
    to: '+14155550001',
    status: 'Queued',
    errorCode: null,
    segments: null,
    cost: null,
    createdAt: T0,
    updatedAt: T0,
    text: 'Hello',
    ...more,
  };
}

/** An opt-out from texts of `SENDER`, by the recipient's own word. */
export function anOptOut(to: string, more: Partial<Consent> = {}): Consent {
  return { to, from: SENDER, status: 'OptOut', source: 'Recipient', at: T0, ...more };
}

export function aReply(status: number, more: Partial<SubmitReply> = {}): SubmitReply {
  return {
    kind: 'reply',
    status,
    batch: null,
    rejected: [],
    errorCode: null,
    message: null,
    requestId: null,
    ...more,
  };
}

export function aTally(status: string, count: number, more: Partial<MessageTally> = {}): MessageTally {
  return {
    status,
    errorCode: null,
    count,
    cost: 0n,
    unpriced: 0,
    costless: 0,
    segments: count,
    oldestUpdate: T0,
    newestUpdate: T0,
    ...more,
  };
}

export const TRACKING: TrackingSettings = {
  settleAfterMs: 24 * HOUR,
  trackForMs: 48 * HOUR,
  minDeliveredPercent: null,
  inDoubt: 'hold',
  inDoubtGraceMs: HOUR / 2,
};

export function aRun(more: Partial<Run> = {}): Run {
  return {
    id: 1,
    name: 'spring-0123456789',
    campaign: 'spring',
    world: 'loopback',
    state: 'open',
    file: 'campaigns/spring.csv',
    header: ['phone'],
    template: { pieces: ['Hello'] },
    senders: [SENDER],
    rows: 2,
    recipients: 2,
    rejectedRows: 0,
    batches: 1,
    segments: 2,
    estimate: 23_800_000n,
    currency: 'USD',
    tracking: TRACKING,
    limits: NO_LIMITS,
    optOutScope: 'all',
    retryOf: null,
    isTest: false,
    plannedAt: T0,
    startedAt: null,
    lastSubmitAt: null,
    finishedAt: null,
    pausedAt: null,
    alarm: null,
    watchedFrom: null,
    cancelledAt: null,
    account: null,
    reportedAt: null,
    purgedAt: null,
    ...more,
  };
}
