import { NO_GUARD } from '../core/contact-guard.ts';
import { InputError } from '../core/error.ts';
import type { RunLimits } from '../core/limits.ts';
import type { Country, RecipientColumns, RejectedRow } from '../core/recipient.ts';
import type { OptOutScope, TrackingSettings, World } from '../core/run.ts';
import { openIntake, type Intake, type IntakeSettings } from '../intake/open.ts';
import { draftPlan, type DraftPlan } from '../plan/draft-plan.ts';
import { hashSettings } from '../plan/identity.ts';
import type { RowChunk } from '../plan/row-chunk.ts';
import { createAssignRules, type AssignSettings } from './assign-rules.ts';
import { nameFile, type DraftedFile, type PreparePorts } from './prepare.ts';
import { UNCOUNTED } from './prepare-retry.ts';
import { openScreen, type Screening } from './screening.ts';

/** A number of one's own that a test is sent to. */
export interface OwnNumber {
  /** E.164 digits without the plus. */
  readonly phone: number;
  readonly country: Country;
}

export interface TestRequest {
  readonly campaign: string;
  readonly world: World;
  /** The file on disk, and the name that people know it by. */
  readonly path: string;
  readonly file: string;
  readonly intake: IntakeSettings;
  readonly to: readonly OwnNumber[];
  /** The physical line on which the row begins whose text is sent; null: the first valid one. */
  readonly line: number | null;
  readonly assign: Omit<AssignSettings, 'limits'>;
  readonly currency: string;
  readonly tracking: TrackingSettings;
  /** Asked for once there is a row to send. */
  readonly limits: () => Promise<RunLimits>;
  readonly optOutScope: OptOutScope;
  readonly signal: AbortSignal;
  readonly onOpen?: (intake: Intake) => void;
}

/** What a test turns out to be. A draft must be frozen or discarded by the caller. */
export type PreparedTest =
  /** The row on this line is sent. */
  | (Extract<DraftedFile, { kind: 'draft' }> & { readonly line: number })
  /** No row of the file is a recipient. */
  | Extract<DraftedFile, { kind: 'empty' }>
  /** Some of the numbers have opted out of texts. */
  | { readonly kind: 'opted-out'; readonly phones: readonly number[] }
  /** The row on the line is no recipient; null: no row begins there. */
  | { readonly kind: 'bad-line'; readonly row: RejectedRow | null };

/**
 * Drafts a run of its own that sends the text of one row to other numbers. Its key is the instant, so each test is
 * another run. A file without a recipient becomes an empty draft with all its rejected rows, as in `prepare`.
 *
 * @throws InputError with every problem of the file at once; no draft is left behind.
 */
export async function prepareTest(ports: PreparePorts, request: TestRequest): Promise<PreparedTest> {
  try {
    return await readAndDraft(ports, request);
  } catch (error) {
    throw error instanceof InputError ? nameFile(error, request) : error;
  }
}

async function readAndDraft(ports: PreparePorts, request: TestRequest): Promise<PreparedTest> {
  const intake = await openIntake(request.path, request.intake);
  request.onOpen?.(intake);
  const row = await findRow(intake, request);
  if (row !== null && 'code' in row) return { kind: 'bad-line', row };
  if (row === null && request.line !== null) return { kind: 'bad-line', row };
  const limits = await request.limits();
  const now = ports.clock.now();
  const { senders } = request.intake;
  const screen = await openOptOuts(ports, request, intake, now);
  const phones = request.to.map(({ phone }) => phone);
  const optedOut = phones.filter((phone) => senders.some((from) => screen.optOutOf(phone, from) !== null));
  if (optedOut.length > 0) return { kind: 'opted-out', phones: optedOut };
  const draft = await draftTest(ports, request, { intake, row, screen, limits, now });
  const optOutsReadAt = await ports.history.optOutsReadAt(request.world);
  const figures = { encoding: UNCOUNTED, badNumbers: screen.badNumbers(), optOutsReadAt, limits };
  const drafted = { draft, header: intake.header, figures };
  return row === null ? { kind: 'empty', ...drafted } : { kind: 'draft', line: row.line, ...drafted };
}

/** Only the word of the number's owner counts against a test: who asks for a text wants it, and wants it now. */
function openOptOuts(
  { history }: PreparePorts,
  { world, campaign, optOutScope, intake: { senders } }: TestRequest,
  { template }: Intake,
  now: number,
): Promise<Screening> {
  const nothing = { exclusions: [], runKey: null, ...NO_GUARD };
  return openScreen(history, { world, campaign, optOutScope, senders, template, ...nothing }, now);
}

function draftTest(
  { ledger, clock }: PreparePorts,
  request: TestRequest,
  found: {
    readonly intake: Intake;
    readonly row: FoundRow | null;
    readonly screen: Screening;
    readonly limits: RunLimits;
    readonly now: number;
  },
): Promise<DraftPlan> {
  const { intake, row, screen, limits, now } = found;
  const { campaign, world, file, currency, tracking, optOutScope } = request;
  const runKey = `test ${new Date(now).toISOString()}`;
  const { header, template, phoneIndex } = intake;
  return draftPlan(ledger, clock, {
    ...{ campaign, world, file, currency, tracking, limits, optOutScope, runKey, screen },
    ...{ header, template, phoneIndex },
    senders: request.intake.senders,
    selection: {},
    sourceSha256: intake.sha256,
    settingsSha256: hashSettings({ ...request.intake, runKey }),
    assign: createAssignRules({ ...request.assign, limits }, now),
    retryOf: null,
    isTest: true,
    ...NO_GUARD,
    chunks: row === null ? intake.chunks(request.signal) : toOneChunk(intake, row, request.to),
  });
}

/** A recipient of the file, with all that its text is made of. */
interface FoundRow {
  readonly line: number;
  readonly values: string | null;
  readonly text: string | null;
  readonly segments: number;
}

/** The first recipient, or what stands on the line; null where there is none. */
async function findRow(
  intake: Intake,
  { line, signal }: TestRequest,
): Promise<FoundRow | RejectedRow | null> {
  for await (const { recipients, rejected } of intake.chunks(signal)) {
    const index = line === null ? 0 : recipients.line.indexOf(line);
    const found = rowAt(recipients, index);
    if (found !== null) return found;
    const row = rejected.find((one) => one.line === line);
    if (row !== undefined) return row;
  }
  return null;
}

function rowAt({ line, values, text, segments }: RecipientColumns, index: number): FoundRow | null {
  const at = line[index];
  if (at === undefined) return null;
  return {
    line: at,
    values: values[index] ?? null,
    text: text[index] ?? null,
    segments: segments[index] ?? 0,
  };
}

async function* toOneChunk(
  { header }: Intake,
  row: FoundRow,
  to: readonly OwnNumber[],
): AsyncGenerator<RowChunk> {
  const recipients: RecipientColumns = {
    line: to.map(() => row.line),
    phone: to.map(({ phone }) => phone),
    country: to.map(({ country }) => country),
    values: to.map(() => row.values),
    text: to.map(() => row.text),
    segments: to.map(() => row.segments),
  };
  const cellsOf = (): string[] => header.map(() => '');
  yield await Promise.resolve({ recipients, cellsOf, rejected: [], rows: to.length, bytesRead: 0 });
}
