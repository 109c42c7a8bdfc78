import { toSmsCode } from '../core/sms-code.ts';
import type { CodeTally, NoRetry } from '../plan/retry.ts';
import type { RetrySurvey } from '../run/retry-rows.ts';
import { count } from './screen/figures.ts';

const WHY_NOT: Readonly<Record<NoRetry, string>> = {
  twin: 'RingCentral has it more than once',
  'no-code': 'RingCentral gave no reason',
  unknown: 'it may have arrived',
  'opt-out': 'who opts out is not texted again',
  'bad-number': 'the number can not be texted',
  tried: 'it may be tried again a single time, and was',
  hopeless: 'the same text would fail again',
};

/** Which failures of a run are tried again, which are not yet, and which never are and why, code by code. */
export function formatRetry(parent: string, { tally, contacted }: RetrySurvey): string {
  const codes = [...tally.codes].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  const due = codes.flatMap(([code, { due: many }]) =>
    many === 0 ? [] : [line('again', `${count(many)} × ${tellCode(code)}`)],
  );
  const notYet = codes.flatMap(([code, of]) =>
    of.notYet === 0
      ? []
      : [line('not yet', `${count(of.notYet)} × ${tellCode(code)}: may be tried ${tellWhen(of)}`)],
  );
  const never = codes.flatMap(([code, of]) =>
    [...of.never].map(([why, many]) => line('never', `${count(many)} × ${tellCode(code)}: ${WHY_NOT[why]}`)),
  );
  const left =
    contacted === 0 ? [] : [line('but', `${count(contacted)} of them were sent it again meanwhile`)];
  const head = `Retry of ${parent}: ${count(tally.due - contacted)} of ${count(tally.failures)} failures`;
  return [head, ...due, ...left, ...notYet, ...never].join('\n');
}

/** The same as one JSON document, for a retry that there is nothing to do for. */
export function toRetryFigures(parent: string, { tally, contacted }: RetrySurvey) {
  return {
    schema: 'campaign-retry/1',
    retryOf: parent,
    failures: tally.failures,
    due: tally.due,
    contacted,
    notYet: tally.notYet,
    never: tally.never,
    codes: [...tally.codes].map(([code, of]) => ({
      code,
      due: of.due,
      notYet: of.notYet,
      notYetUntil: of.notYetUntil === null ? null : new Date(of.notYetUntil).toISOString(),
      never: Object.fromEntries(of.never),
    })),
  };
}

function tellCode(code: string | null): string {
  return code === null ? 'no code' : `${code}, ${toSmsCode(code).meaning}`;
}

function tellWhen({ notYetFrom, notYetUntil }: CodeTally): string {
  const [from, until] = [tellMinute(notYetFrom), tellMinute(notYetUntil)];
  return from === until ? `from ${from}` : `from ${from}, all from ${until}`;
}

/** To the next whole minute: at the one that is told it is time. */
function tellMinute(at: number | null): string {
  const minute = Math.ceil((at ?? 0) / 60_000) * 60_000;
  return `${new Date(minute).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}
