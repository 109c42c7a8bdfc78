import type { DoubtfulBatch } from '../core/doubt.ts';
import type { ReportLedger } from '../core/ledger.ts';
import { maskPhone } from '../core/recipient.ts';
import type { Run } from '../core/run.ts';
import { readDoubts, type Doubt } from '../run/doubts.ts';
import { commandFor } from './command-for.ts';
import { count } from './screen/figures.ts';
import { formatSpan } from './screen/span.ts';

/** Batches of the provider's that are offered for adoption; more of them are in what it means. */
const CANDIDATES_TOLD = 3;

/**
 * Tells of every batch in doubt what is known, what was looked at, what that means, and how a person decides, with the
 * exact commands. Empty when nothing is in doubt.
 */
export async function tellDoubts(ledger: ReportLedger, run: Run, now: number): Promise<string> {
  const doubts = await readDoubts(ledger, run);
  return doubts.map((doubt) => tellDoubt(run, doubt, now)).join('\n\n');
}

function tellDoubt(run: Run, doubt: Doubt, now: number): string {
  const { batch } = doubt;
  const offered = batch.submittedAt === null ? '' : `, offered ${toInstant(batch.submittedAt)}`;
  return [
    `Batch ${batch.number} is in doubt: ${count(batch.recipients)} recipients from ${maskPhone(batch.from)}${offered}.`,
    ...tell('what happened', `no answer that says whether RingCentral took it: ${batch.problem ?? 'lost'}`),
    ...tell('looked at', ...tellLooks(batch)),
    ...tell('what it means', ...tellMeaning(run, doubt, now)),
    ...(batch.resendAt === null ? tellWays(run, batch) : tell('go on with', commandFor('resume', run))),
  ].join('\n');
}

/** A label, and lines beside it. A command stands alone on its line, so that the line can be copied as it is. */
function tell(label: string, ...lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(16)}${line}`);
}

function tellLooks({ cleanLooks, lookedAt, seen }: DoubtfulBatch): string[] {
  if (lookedAt === null || seen === null) return ['nothing yet'];
  return [
    `${cleanLooks} ${cleanLooks === 1 ? 'time' : 'times'}, last ${toInstant(lookedAt)}, over a day around the offer: what`,
    `its sender submitted (batches that could be it: ${count(seen.batchesSeen)}), and the messages to its first`,
    `and last recipients (there are ${count(seen.messagesSeen)})`,
  ];
}

function tellMeaning(run: Run, doubt: Doubt, now: number): string[] {
  const { batch } = doubt;
  const willResend = run.state === 'open' && run.tracking.inDoubt === 'resend';
  if (batch.resendAt !== null) {
    return [
      `it will be offered again, as decided ${toInstant(batch.resendAt)}, unless the next look finds it`,
    ];
  }
  if (batch.hasDiffered) {
    const ids = batch.seen?.differing ?? [];
    return [
      'some of its recipients got other texts from this sender, or were texted among others, in',
      `${ids.length === 0 ? 'what an earlier look saw' : ids.join(', ')}: compare them`,
    ];
  }
  const unread = batch.seen?.unread ?? [];
  if (unread.length > 0) {
    return [
      `RingCentral lists ${unread.join(', ')}, whose messages do not show yet: it may be this one; look again later`,
    ];
  }
  if (doubt.isPresumedAbsent) {
    const likely = 'most likely RingCentral did not take it';
    return willResend
      ? [`${likely}; the next resume offers it again (--in-doubt resend)`]
      : [`${likely}. That is no proof: it may still turn up, long after its answer was lost`];
  }
  return tellGrace(run, doubt, now, willResend);
}

function tellGrace(run: Run, { batch, graceEndsAt }: Doubt, now: number, willResend: boolean): string[] {
  const leftMs = graceEndsAt - now;
  if (leftMs <= 0)
    return ['nobody knows whether RingCentral took it; it was not looked for since its grace ended'];
  const then = willResend ? 'then it is offered again (--in-doubt resend)' : 'then it is yours to decide';
  const isLonger = graceEndsAt - batch.doubtedAt > run.tracking.inDoubtGraceMs;
  return [
    `nobody knows whether RingCentral took it, and it may still turn up: its grace ends in ${formatSpan(leftMs / 1000)},`,
    then,
    ...(isLonger
      ? ['(the grace is longer than --in-doubt-grace: ten times the longest lag seen of its lists)']
      : []),
  ];
}

function tellWays(run: Run, { number, seen }: DoubtfulBatch): string[] {
  const reconcile = commandFor('reconcile', run);
  const candidates = (seen?.differing ?? []).slice(0, CANDIDATES_TOLD);
  const adoptions = candidates.map((id) => `${reconcile} --adopt ${number}=${id}`);
  return [
    ...tell('look again', reconcile),
    ...tell(
      'it was taken',
      ...(adoptions.length > 0 ? adoptions : [`${reconcile} --adopt ${number}=BATCHID`]),
      ...(adoptions.length > 0 ? [] : ["BATCHID: its id in RingCentral's records"]),
    ),
    ...(run.state === 'open'
      ? tell(
          'it was not',
          `${reconcile} --resend ${number}`,
          'texts everybody in it twice, should it have been taken after all',
        )
      : []),
    ...tell(
      'let it be',
      `${reconcile} --assume-sent ${number}`,
      'never offered again; its recipients are reported as AssumedSent',
    ),
  ];
}

/** `2026-11-20 22:55:24 UTC`. */
export function toInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
