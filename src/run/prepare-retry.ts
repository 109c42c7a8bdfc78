import { NO_GUARD } from '../core/contact-guard.ts';
import type { RunLimits } from '../core/limits.ts';
import type { FrozenSettings, TrackingSettings } from '../core/run.ts';
import type { EncodingFigures } from '../intake/encoding-cost.ts';
import { findPhoneColumn } from '../intake/phone-column.ts';
import { draftPlan } from '../plan/draft-plan.ts';
import { hashSettings } from '../plan/identity.ts';
import { createAssignRules, type AssignSettings } from './assign-rules.ts';
import { judgeDraft, type Prepared, type PreparePorts } from './prepare.ts';
import { openRetryRows, type RetrySource } from './retry-rows.ts';
import { openScreen, type Exclusion, type Screening } from './screening.ts';

/** Texts that were told of before, or stand on the screen: nobody counts their signs again. */
export const UNCOUNTED: EncodingFigures = {
  ucs2Rows: 0,
  signs: [],
  savedBySmartPunctuation: 0,
  rowsSavedBySmartPunctuation: 0,
};

export interface RetryRequest extends RetrySource {
  /** Of the pool of the parent, those that the failures were sent from. */
  readonly senders: readonly string[];
  readonly runKey: string;
  /** The header of the phone column, where somebody names it; else it is found by name, or nobody knows. */
  readonly phoneColumn: string | null;
  readonly assign: Omit<AssignSettings, 'limits'>;
  readonly tracking: TrackingSettings;
  readonly limits: RunLimits;
  readonly exclusions: readonly Exclusion[];
  readonly selection: Readonly<Record<string, unknown>>;
  readonly settings?: FrozenSettings;
  readonly signal: AbortSignal;
  /** Of the rows that a survey has as due. */
  readonly onProgress?: NonNullable<Parameters<typeof draftPlan>[2]['onProgress']>;
}

/** The key that makes a retry of a run the run it is. `round` counts the retries of the same run from 1. */
export function toRetryKey(parent: string, round: number): string {
  return round === 1 ? `retry ${parent}` : `retry ${parent} ${round}`;
}

/**
 * Drafts the retry of a run: the failed recipients that may be tried again now, with the texts and senders that they
 * had. Whoever has opted out by now, is excluded now, or got the text meanwhile is a rejected row. The parent keeps no
 * cells of them: of the file's columns only the phone is filled.
 */
export async function prepareRetry(ports: PreparePorts, request: RetryRequest): Promise<Prepared> {
  const { ledger, history, clock } = ports;
  const { parent, runKey, limits, senders, selection } = request;
  const { campaign, world, file, header, template, currency, optOutScope } = parent;
  const column = findPhoneColumn(header, request.phoneColumn ?? undefined, file);
  const phoneIndex = typeof column === 'number' ? column : null;
  const { screen, chunks } = await openRetry(ports, request, phoneIndex);
  const draft = await draftPlan(ledger, clock, {
    ...{ campaign, world, file, header, template, currency, optOutScope, senders, runKey, selection, limits },
    sourceSha256: hashSettings({ retryOf: parent.name }),
    settingsSha256: hashSettings({ retryOf: parent.name, runKey }),
    assign: createAssignRules({ ...request.assign, limits }, request.now),
    screen,
    phoneIndex,
    tracking: request.tracking,
    ...NO_GUARD,
    retryOf: parent.name,
    settings: request.settings ?? {},
    chunks,
    ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
  });
  const figures = {
    encoding: UNCOUNTED,
    badNumbers: screen.badNumbers(),
    optOutsReadAt: await history.optOutsReadAt(world),
    limits,
  };
  const terms = { campaign, world, maxInvalid: { unit: 'percent', most: 100 } as const };
  return judgeDraft(ledger, terms, limits, { draft, header, figures });
}

/** Neither the repeat guard nor the days between two texts count: the failed text is why it is sent again. */
async function openRetry({ history }: PreparePorts, request: RetryRequest, phoneIndex: number | null) {
  const { parent, now, senders, exclusions, runKey } = request;
  const { world, campaign, template, optOutScope } = parent;
  const rules = { world, campaign, template, optOutScope, senders, exclusions, runKey };
  const base = await openScreen(history, { ...rules, ...NO_GUARD }, now);
  const { chunks, look } = openRetryRows(history, request, phoneIndex, request.signal);
  const screen: Screening = {
    ...base,
    look: async (columns) => {
      const known = await base.look(columns);
      const own = look(columns);
      return { refusals: new Map([...known.refusals, ...own.refusals]), senders: own.senders };
    },
  };
  return { screen, chunks };
}
