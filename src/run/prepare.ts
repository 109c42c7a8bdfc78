import type { Clock } from '../core/clock.ts';
import type { ContactGuard } from '../core/contact-guard.ts';
import { InputError } from '../core/error.ts';
import type { Ledger } from '../core/ledger.ts';
import type { HistoryLedger } from '../core/history.ts';
import type { RunLimits } from '../core/limits.ts';
import type { FrozenSettings, OptOutScope, Run, TrackingSettings, World } from '../core/run.ts';
import type { EncodingFigures } from '../intake/encoding-cost.ts';
import { openIntake, type Intake, type IntakeSettings } from '../intake/open.ts';
import { draftPlan, type DraftPlan } from '../plan/draft-plan.ts';
import { hashSettings } from '../plan/identity.ts';
import { createAssignRules, type AssignSettings } from './assign-rules.ts';
import { openScreen, type BadRows, type Exclusion } from './screening.ts';
import { countInvalid, isTooInvalid, type MaxInvalid } from '../plan/max-invalid.ts';

export interface PrepareRequest extends ContactGuard {
  readonly campaign: string;
  readonly world: World;
  /** The file on disk, and the name that people know it by. */
  readonly path: string;
  readonly file: string;
  readonly intake: IntakeSettings;
  /** The file, where somebody has begun to look at it with these settings. */
  readonly opened?: Promise<Intake>;
  readonly assign: Omit<AssignSettings, 'limits'>;
  readonly maxInvalid: MaxInvalid;
  readonly currency: string;
  readonly runKey: string | null;
  readonly tracking: TrackingSettings;
  /** Asked for once the file turns out to be no run that is there already. */
  readonly limits: () => Promise<RunLimits>;
  readonly optOutScope: OptOutScope;
  readonly exclusions: readonly Exclusion[];
  /** What of the above decides who is texted, each with its value: part of what makes the run the run it is. */
  readonly selection: Readonly<Record<string, unknown>>;
  readonly settings?: FrozenSettings;
  readonly signal: AbortSignal;
  readonly onOpen?: (intake: Intake) => void;
  readonly onProgress?: (progress: { readonly rows: number; readonly bytesRead: number }) => void;
}

/** What a file turns out to be. A draft must be frozen or discarded by the caller. */
export type Prepared =
  /** The same campaign is there already: unfinished, or sent. */
  { readonly kind: 'existing'; readonly run: Run } | DraftedFile;

export interface Drafted {
  readonly draft: DraftPlan;
  readonly header: readonly string[];
  readonly figures: PlanFindings;
}

/** What a person should know of a plan besides its sums. */
export interface PlanFindings {
  readonly encoding: EncodingFigures;
  readonly badNumbers: BadRows;
  /** When the provider's opt-outs were last read (epoch milliseconds), null: never. */
  readonly optOutsReadAt: number | null;
  /** What bounds the submitting: the end of the plan is reckoned by it. */
  readonly limits: RunLimits;
}

export type DraftedFile =
  /** Another run of the same name is unfinished. */
  | (Drafted & { readonly kind: 'blocked'; readonly by: Run })
  /** More bad rows than `--max-invalid` allows. */
  | (Drafted & { readonly kind: 'too-invalid'; readonly invalid: number })
  /** No row is a recipient. */
  | (Drafted & { readonly kind: 'empty' })
  /** It would cost more, or be more messages, than it may. */
  | (Drafted & { readonly kind: 'over-limit'; readonly limit: 'max-cost' | 'max-messages' })
  | (Drafted & { readonly kind: 'draft' });

export interface PreparePorts {
  readonly ledger: Ledger;
  /** What earlier runs and the provider know of people: of the ledger that is sent from. */
  readonly history: HistoryLedger;
  readonly clock: Clock;
}

/**
 * Reads a file up to the plan: intake → draft. Which run it is is known by its content: first by the hash of the file
 * and of the settings that read it, which needs no planning, then by the recipients themselves.
 *
 * @throws InputError with every problem of the file at once; no draft is left behind.
 */
export async function prepare(ports: PreparePorts, request: PrepareRequest): Promise<Prepared> {
  try {
    return await readAndJudge(ports, request);
  } catch (error) {
    throw error instanceof InputError ? nameFile(error, request) : error;
  }
}

/** Problems name the file as it was given, not where it lies on the disk. */
export function nameFile(
  error: InputError,
  { path, file }: Pick<PrepareRequest, 'path' | 'file'>,
): InputError {
  return new InputError(
    error.problems.map((problem) =>
      problem.where.startsWith(path)
        ? { ...problem, where: file + problem.where.slice(path.length) }
        : problem,
    ),
  );
}

async function readAndJudge(ports: PreparePorts, request: PrepareRequest): Promise<Prepared> {
  const { ledger, history, clock } = ports;
  const intake = await (request.opened ?? openIntake(request.path, request.intake));
  request.onOpen?.(intake);
  const { runKey, selection } = request;
  const isPlain = Object.keys(selection).length === 0;
  const said = { ...request.intake, templateSource: null, runKey };
  const settingsSha256 = hashSettings(isPlain ? said : { ...said, selection });
  const source = { ...request, sourceSha256: intake.sha256, settingsSha256 };
  const same = await ledger.findRunBySource(source);
  if (same !== null) return { kind: 'existing', run: same };
  const limits = await request.limits();
  const now = clock.now();
  const screen = await openScreen(
    history,
    { ...request, senders: request.intake.senders, template: intake.template },
    now,
  );
  const draft = await draftPlan(ledger, clock, {
    ...source,
    header: intake.header,
    phoneIndex: intake.phoneIndex,
    template: intake.template,
    senders: request.intake.senders,
    limits,
    assign: createAssignRules({ ...request.assign, limits }, now),
    screen,
    retryOf: null,
    chunks: intake.chunks(request.signal),
  });
  const figures = {
    encoding: intake.encodingFigures(),
    badNumbers: screen.badNumbers(),
    optOutsReadAt: await history.optOutsReadAt(request.world),
    limits,
  };
  return judgeDraft(ledger, request, limits, { draft, header: intake.header, figures });
}

/** What becomes of a plan that was drafted: may it be sent, or why not. */
export async function judgeDraft(
  ledger: Ledger,
  request: Pick<PrepareRequest, 'campaign' | 'world' | 'maxInvalid'>,
  limits: RunLimits,
  drafted: Drafted,
): Promise<Prepared> {
  const { draft } = drafted;
  const known = await ledger.findRun(draft.name);
  if (known !== null) {
    await draft.discard();
    return { kind: 'existing', run: known };
  }
  const invalid = countInvalid(draft.rejected);
  if (isTooInvalid(invalid, draft.rows, request.maxInvalid))
    return { kind: 'too-invalid', invalid, ...drafted };
  if (draft.recipients === 0) return { kind: 'empty', ...drafted };
  const limit = findLimit(draft, limits);
  if (limit !== null) return { kind: 'over-limit', limit, ...drafted };
  const [by] = (await ledger.listRuns({ campaign: request.campaign, state: 'open' })).filter(
    (run) => run.world === request.world && !run.isTest,
  );
  return by === undefined ? { kind: 'draft', ...drafted } : { kind: 'blocked', by, ...drafted };
}

function findLimit(
  draft: DraftPlan,
  { maxCost, maxMessages }: RunLimits,
): 'max-cost' | 'max-messages' | null {
  if (maxMessages !== null && draft.recipients > maxMessages) return 'max-messages';
  return maxCost !== null && draft.estimate > maxCost ? 'max-cost' : null;
}
