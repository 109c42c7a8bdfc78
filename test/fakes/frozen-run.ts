import type { FrozenRun } from '../../src/core/frozen-run.ts';
import type { PlanLedger, PlannedBatch } from '../../src/core/ledger.ts';
import type { RecipientColumns, RejectedRow } from '../../src/core/recipient.ts';
import type { Run } from '../../src/core/run.ts';
import { NO_GUARD } from '../../src/core/contact-guard.ts';
import { NO_LIMITS } from '../../src/core/limits.ts';
import { T0 } from './clock.ts';
import { SENDER, TRACKING } from './records.ts';

/** A plan in a few words: who is in which batch. */
export interface RunSketch extends Partial<FrozenRun> {
  readonly members: readonly BatchSketch[];
  readonly rejected?: readonly RejectedRow[];
}

export interface BatchSketch {
  readonly from?: string;
  readonly window?: string;
  readonly price?: bigint;
  /** E.164 without the plus. */
  readonly phones: readonly number[];
  /** Texts of the rows' own, in place of the template. */
  readonly texts?: readonly string[];
}

/** The numbers +1 415 555 0001, 0002 … from `first` on. */
export function phones(count: number, first = 1): number[] {
  return Array.from({ length: count }, (_, index) => 14_155_550_000 + first + index);
}

/** Writes a draft and freezes it: a run whose batches are all planned. */
export async function freezeRun(ledger: PlanLedger, sketch: RunSketch): Promise<Run> {
  const { members, rejected = [], ...more } = sketch;
  const draft = await ledger.beginDraft(more.campaign ?? 'spring', T0);
  let line = 2;
  for (const [index, batch] of members.entries()) {
    const placement = {
      batch: batch.phones.map(() => index + 1),
      position: batch.phones.map((_, at) => at + 1),
    };
    await ledger.addRecipients(draft, toColumns(batch, line), placement);
    line += batch.phones.length;
  }
  await ledger.addRejectedRows(draft, rejected);
  return ledger.freeze(draft, toFrozenRun(sketch), members.map(toPlannedBatch));
}

export function toPlannedBatch(batch: BatchSketch, index: number): PlannedBatch {
  const recipients = batch.phones.length;
  const from = batch.from ?? SENDER;
  const { window = '', price = 11_900_000n } = batch;
  return { number: index + 1, from, window, price, recipients, segments: recipients };
}

export function toColumns(batch: BatchSketch, firstLine = 2): RecipientColumns {
  return {
    line: batch.phones.map((_, index) => firstLine + index),
    phone: [...batch.phones],
    country: batch.phones.map(() => 'US' as const),
    values: batch.phones.map(() => null),
    text: batch.phones.map((_, index) => batch.texts?.[index] ?? null),
    segments: batch.phones.map(() => 1),
  };
}

/** The head of a run that fits the sketch. */
export function toFrozenRun({ members, rejected = [], ...more }: RunSketch): FrozenRun {
  const recipients = members.reduce((sum, batch) => sum + batch.phones.length, 0);
  return {
    name: 'spring-0123456789',
    campaign: 'spring',
    world: 'loopback',
    file: 'campaigns/spring.csv',
    header: ['phone'],
    template: { pieces: ['Hello'] },
    senders: [...new Set(members.map((batch) => batch.from ?? SENDER))],
    rows: recipients + rejected.length,
    recipients,
    segments: recipients,
    estimate: 11_900_000n * BigInt(recipients),
    currency: 'USD',
    tracking: TRACKING,
    limits: NO_LIMITS,
    optOutScope: 'all',
    retryOf: null,
    isTest: false,
    ...NO_GUARD,
    plannedAt: T0,
    sourceSha256: 'a'.repeat(64),
    settingsSha256: 'b'.repeat(64),
    ...more,
  };
}
