import type { Clock } from '../core/clock.ts';
import { InputError } from '../core/error.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Nanos } from '../core/money.ts';
import type { Run, TrackingSettings, World } from '../core/run.ts';
import { openIntake, type Intake, type IntakeSettings } from '../intake/open.ts';
import { reachOf } from '../intake/reach.ts';
import { draftPlan, type DraftPlan } from '../plan/draft-plan.ts';
import { hashSettings } from '../plan/identity.ts';
import { countInvalid, isTooInvalid, type MaxInvalid } from '../plan/max-invalid.ts';

export interface PrepareRequest {
  readonly campaign: string;
  readonly world: World;
  /** The file on disk, and the name that people know it by. */
  readonly path: string;
  readonly file: string;
  readonly intake: IntakeSettings;
  readonly batchSize: number;
  readonly maxInvalid: MaxInvalid;
  readonly price: Nanos;
  readonly currency: string;
  readonly runKey: string | null;
  readonly tracking: TrackingSettings;
  readonly signal: AbortSignal;
  readonly onOpen?: (intake: Intake) => void;
  readonly onProgress?: (progress: { readonly rows: number; readonly bytesRead: number }) => void;
}

/** What a file turns out to be. A draft must be frozen or discarded by the caller. */
export type Prepared =
  /** The same campaign is there already: unfinished, or sent. */
  { readonly kind: 'existing'; readonly run: Run } | DraftedFile;

interface Drafted {
  readonly draft: DraftPlan;
  readonly header: readonly string[];
}

export type DraftedFile =
  /** Another run of the same name is unfinished. */
  | (Drafted & { readonly kind: 'blocked'; readonly by: Run })
  /** More bad rows than `--max-invalid` allows. */
  | (Drafted & { readonly kind: 'too-invalid'; readonly invalid: number })
  /** No row is a recipient. */
  | (Drafted & { readonly kind: 'empty' })
  | (Drafted & { readonly kind: 'draft' });

/**
 * Reads a file up to the plan: intake → draft. Which run it is is known by its content: first by the hash of the file
 * and of the settings that read it, which needs no planning, then by the recipients themselves.
 *
 * @throws InputError with every problem of the file at once; no draft is left behind.
 */
export async function prepare(ledger: Ledger, clock: Clock, request: PrepareRequest): Promise<Prepared> {
  try {
    return await readAndJudge(ledger, clock, request);
  } catch (error) {
    throw error instanceof InputError ? nameFile(error, request) : error;
  }
}

/** Problems name the file as it was given, not where it lies on the disk. */
function nameFile(error: InputError, { path, file }: PrepareRequest): InputError {
  return new InputError(
    error.problems.map((problem) =>
      problem.where.startsWith(path)
        ? { ...problem, where: file + problem.where.slice(path.length) }
        : problem,
    ),
  );
}

async function readAndJudge(ledger: Ledger, clock: Clock, request: PrepareRequest): Promise<Prepared> {
  const intake = await openIntake(request.path, request.intake);
  request.onOpen?.(intake);
  const settingsSha256 = hashSettings({ ...request.intake, templateSource: null, runKey: request.runKey });
  const source = { ...request, sourceSha256: intake.sha256, settingsSha256 };
  const same = await ledger.findRunBySource(source);
  if (same !== null) return { kind: 'existing', run: same };
  const draft = await draftPlan(ledger, clock, {
    ...source,
    header: intake.header,
    template: intake.template,
    senders: request.intake.senders,
    reaches: (from, country) => reachOf([from]).has(country),
    chunks: intake.chunks(request.signal),
  });
  return judgeDraft(ledger, request, { draft, header: intake.header });
}

async function judgeDraft(ledger: Ledger, request: PrepareRequest, drafted: Drafted): Promise<Prepared> {
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
  const [by] = (await ledger.listRuns({ campaign: request.campaign, state: 'open' })).filter(
    (run) => run.world === request.world,
  );
  return by === undefined ? { kind: 'draft', ...drafted } : { kind: 'blocked', by, ...drafted };
}
