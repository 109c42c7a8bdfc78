import type { Contact, FailedRecipient, HistoryLedger } from '../core/history.ts';
import { formatPhone, textOf, type RecipientColumns } from '../core/recipient.ts';
import type { Run } from '../core/run.ts';
import { hashText } from '../core/text-hash.ts';
import { createPhoneReader } from '../intake/phone.ts';
import type { RowChunk } from '../plan/row-chunk.ts';
import { countVerdict, judgeRetry, newRetryTally, type RetryTally } from '../plan/retry.ts';
import type { Refusal, Screened } from '../plan/screen.ts';

/** The run whose failures are looked at, and what was planned after it. */
export interface RetrySource {
  readonly parent: Run;
  /** Names of the runs that were planned after it: clocks may jump, their order doesn't. */
  readonly after: ReadonlySet<string>;
  readonly now: number;
}

/** What a retry would be, before the provider is asked. */
export interface RetrySurvey {
  readonly tally: Readonly<RetryTally>;
  /** Those of the due ones who got the text by another run meanwhile. */
  readonly contacted: number;
  /** The senders of the others, in the order of the parent's. */
  readonly senders: readonly string[];
}

/** Looks through the failures of a run; memory grows with the codes, not with the failures. */
export async function surveyFailures(history: HistoryLedger, source: RetrySource): Promise<RetrySurvey> {
  const { parent, now } = source;
  const tally = newRetryTally();
  const senders = new Set<string>();
  let contacted = 0;
  for await (const chunk of history.failedRecipients(parent.id)) {
    const due: FailedRecipient[] = [];
    for (const failure of chunk) {
      const verdict = judgeRetry(failure, { isRetry: parent.retryOf !== null, now });
      countVerdict(tally, failure.errorCode, verdict);
      if (verdict.kind === 'due') due.push(failure);
    }
    const meanwhile = await findContacted(history, source, due);
    contacted += meanwhile.size;
    for (const failure of due) if (!meanwhile.has(failure.phone)) senders.add(failure.from);
  }
  return { tally, contacted, senders: parent.senders.filter((from) => senders.has(from)) };
}

/** The rows of a retry, and what is known of them while their chunk is screened. */
export interface RetryRows {
  readonly chunks: AsyncIterable<RowChunk>;
  /** Of the chunk that was given out last: the sender that each is to keep, and who was texted meanwhile. */
  readonly look: (columns: RecipientColumns) => Screened;
}

/** Reads those who are due as the rows of a plan. A chunk must be screened before the next one is asked for. */
export function openRetryRows(
  history: HistoryLedger,
  source: RetrySource,
  phoneIndex: number | null,
  signal: AbortSignal,
): RetryRows {
  let latest: { readonly from: ReadonlyMap<number, string>; readonly contacted: Contacted } = {
    from: new Map(),
    contacted: new Map(),
  };
  const { parent, now } = source;
  async function* readRows(): AsyncGenerator<RowChunk> {
    for await (const chunk of history.failedRecipients(parent.id)) {
      signal.throwIfAborted();
      const due = chunk.filter(
        (failure) => judgeRetry(failure, { isRetry: parent.retryOf !== null, now }).kind === 'due',
      );
      if (due.length === 0) continue;
      latest = {
        from: new Map(due.map(({ phone, from }) => [phone, from])),
        contacted: await findContacted(history, source, due),
      };
      const cellsOf = (index: number): readonly string[] =>
        phoneIndex === null ? [] : toCells(parent, due[index]?.phone ?? 0, phoneIndex);
      yield { recipients: toColumns(due), cellsOf, rejected: [], rows: due.length, bytesRead: 0 };
    }
  }
  return {
    chunks: readRows(),
    look: ({ phone: phones }) => {
      const refusals = new Map<number, Refusal>();
      const had = new Map<number, string>();
      phones.forEach((phone, index) => {
        const from = latest.from.get(phone);
        if (from !== undefined) had.set(index, from);
        const contact = latest.contacted.get(phone);
        if (contact !== undefined) refusals.set(index, toRefusal(contact));
      });
      return { refusals, senders: had };
    },
  };
}

type Contacted = ReadonlyMap<number, Contact>;

/** Who of them got the same text by another run since: trying again would be texting them twice. */
async function findContacted(
  history: HistoryLedger,
  { parent, after }: RetrySource,
  failures: readonly FailedRecipient[],
): Promise<Contacted> {
  const found = new Map<number, Contact>();
  if (failures.length === 0) return found;
  const byPhone = new Map(failures.map((failure) => [failure.phone, failure]));
  const phones = failures.map(({ phone }) => phone);
  for (const contact of await history.contactsOf(parent.world, phones)) {
    const failure = byPhone.get(contact.phone);
    if (failure === undefined || contact.run === parent.name) continue;
    const isLater = contact.at >= failure.offeredAt || after.has(contact.run);
    const text = textOf(parent.template, failure.values, failure.text);
    if (isLater && contact.textHash === hashText(text)) found.set(contact.phone, contact);
  }
  return found;
}

function toRefusal({ run, at }: Contact): Refusal {
  const day = new Date(at).toISOString().slice(0, 10);
  const reason = `the number was sent this text again on ${day} by ${run}: it is left to \`campaign retry ${run}\``;
  return { code: 'contacted-recently', reason };
}

/** A row as far as it is known: the ledger keeps no cells of recipients. */
function toCells({ header }: Run, phone: number, phoneIndex: number): string[] {
  return header.map((_, index) => (index === phoneIndex ? formatPhone(phone) : ''));
}

const readPhone = createPhoneReader(null);

function toColumns(failures: readonly FailedRecipient[]): RecipientColumns {
  return {
    line: failures.map(({ line }) => line),
    phone: failures.map(({ phone }) => phone),
    country: failures.map(({ phone }) => {
      const verdict = readPhone(`+${phone}`);
      return 'country' in verdict ? verdict.country : 'US';
    }),
    values: failures.map(({ values }) => values),
    text: failures.map(({ text }) => text),
    segments: failures.map(({ segments }) => segments),
  };
}
