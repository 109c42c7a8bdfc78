import { join, relative } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { InputError, type Problem } from '../core/error.ts';
import type { ReportLedger } from '../core/ledger.ts';
import { formatMoney } from '../core/money.ts';
import { HARMLESS_REJECT_CODES, maskNumbers } from '../core/recipient.ts';
import type { DraftPlan } from '../plan/draft-plan.ts';
import { formatMaxInvalid } from '../plan/max-invalid.ts';
import { writeRejected } from '../report/rejected.ts';
import type { DraftedFile } from '../run/prepare.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import { commandFor } from './command-for.ts';
import { LimitError } from './failure.ts';
import { CURRENCY } from './prepare-request.ts';

/** The first bad rows are told on screen, all rejected ones are in rejected.csv. */
const TOLD = 10;

/**
 * Takes a draft that may be sent; a refused one is thrown away after its rejected rows are on disk.
 *
 * @throws InputError saying why it may not be sent.
 */
export async function acceptDraft(
  context: Context,
  ledger: ReportLedger,
  prepared: DraftedFile,
  request: CampaignRequest,
): Promise<DraftPlan> {
  if (prepared.kind === 'draft') return prepared.draft;
  try {
    if (prepared.kind === 'over-limit') throw overLimit(prepared, request);
    throw new InputError(await toProblems(context, ledger, prepared, request));
  } finally {
    await prepared.draft.discard();
  }
}

function overLimit(
  { draft, limit }: Extract<DraftedFile, { kind: 'over-limit' }>,
  request: CampaignRequest,
): LimitError {
  const { maxCost, maxMessages } = request.options;
  const [found, flag, allowed] =
    limit === 'max-cost'
      ? [
          `it would cost about ${formatMoney(draft.estimate)} ${CURRENCY}`,
          request.sources.maxCost,
          formatMoney(maxCost ?? 0n),
        ]
      : [`it would be ${draft.recipients} messages`, request.sources.maxMessages, String(maxMessages)];
  return new LimitError(
    `${request.file.shownAs}: ${found}, and ${flag} allows ${allowed}. Nothing was sent. Raise the limit, or send to fewer`,
  );
}

/** Writes `rejected.csv` of a draft where the reports of its run will be. */
export async function writeDraftRejects(
  context: Context,
  ledger: ReportLedger,
  draft: DraftPlan,
  header: readonly string[],
  campaign: string,
): Promise<string> {
  const directory = join(context.workspace.reports, campaign, draft.name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'rejected.csv');
  await writeRejected(ledger, draft.id, header, file);
  return file;
}

async function toProblems(
  context: Context,
  ledger: ReportLedger,
  prepared: Exclude<DraftedFile, { kind: 'draft' | 'over-limit' }>,
  request: CampaignRequest,
): Promise<Problem[]> {
  const { draft } = prepared;
  const where = request.file.shownAs;
  if (prepared.kind === 'blocked') {
    return [
      {
        where,
        found: `another run of ${request.name} is not finished: ${prepared.by.name}`,
        remedy: `Finish it with \`${commandFor('resume', prepared.by)}\` or give it up with \`${commandFor('cancel', prepared.by)}\` first`,
      },
    ];
  }
  const file = await writeDraftRejects(context, ledger, draft, prepared.header, request.name);
  const rows = await firstRejects(ledger, draft, where);
  const all = `All of them are in ${relative(context.workspace.directory, file)}`;
  if (prepared.kind === 'empty') {
    const isBare = draft.rows === 0;
    const found = isBare ? 'there are no rows below the header' : `none of ${draft.rows} rows is a recipient`;
    return [...rows, { where, found, remedy: isBare ? 'Add recipients' : all }];
  }
  const allowed = formatMaxInvalid(request.options.maxInvalid);
  return [
    ...rows,
    {
      where,
      found: `${prepared.invalid} of ${draft.rows} rows are not valid, more than --max-invalid ${allowed} allows`,
      remedy: `Nothing was sent. Mend the rows or allow more. ${all}`,
    },
  ];
}

async function firstRejects(ledger: ReportLedger, draft: DraftPlan, where: string): Promise<Problem[]> {
  const rows: Problem[] = [];
  for await (const row of ledger.rejectedRows(draft.id)) {
    if (HARMLESS_REJECT_CODES.has(row.code) && row.code !== 'no-sending-hours') continue;
    const found = `${row.code}: ${maskNumbers(row.reason)}`;
    rows.push({ where: `${where}:${row.line}`, found, remedy: '' });
    if (rows.length === TOLD) break;
  }
  return rows;
}
