import { formatMoney, type Nanos } from '../../core/money.ts';
import { isSandbox } from '../../core/run.ts';
import { count, type Figures } from './figures.ts';
import { predict, type Forecast } from './predict.ts';
import { sumUp, type Sums } from './sums.ts';
import { paceOf } from './trace.ts';
import { tellWait } from './words.ts';

/** A part of the work, and how far it is. */
export interface Bar {
  readonly label: string;
  readonly done: number;
  readonly all: number;
  /** Recipients a minute of late; null where too little was seen. */
  readonly perMinute: number | null;
  /** When it should be done (epoch milliseconds), null: nobody knows; and whether that is the latest instead. */
  readonly endsAt: number | null;
  readonly isLatest: boolean;
}

export interface Count {
  readonly text: string;
  readonly style: 'good' | 'bad' | 'warn' | 'plain';
}

/** What is waited for; `untilAt` (epoch milliseconds) is null where only a person can change it. */
export interface Waiting {
  readonly text: string;
  readonly untilAt: number | null;
  /** Worth no alarm: the next look at the messages. */
  readonly isUsual: boolean;
}

/** A run as a screen shows it, before anybody asks how wide that is. */
export interface Picture {
  readonly title: string;
  readonly step: string;
  /** When everything should be through (epoch milliseconds). */
  readonly throughAt: number | null;
  readonly bars: readonly Bar[];
  readonly counts: readonly Count[];
  readonly money: readonly string[];
  readonly waits: readonly Waiting[];
}

/** Makes the picture of a run, as of `now` (epoch milliseconds). */
export function toPicture(figures: Figures, now: number): Picture {
  const sums = sumUp(figures.batches.values());
  const forecast = predict(figures, sums, now);
  const { run } = figures;
  return {
    title: `${run.name}${isSandbox(run.world) ? ' (sandbox)' : ''}`,
    step: tellStep(figures, sums),
    throughAt: sums.final >= sums.all ? null : (forecast.finalAt ?? null),
    bars: toBars(figures, sums, forecast),
    counts: toCounts(sums),
    money: toMoney(figures, sums),
    waits: toWaits(figures, now),
  };
}

function tellStep({ run }: Figures, sums: Sums): string {
  if (run.state === 'cancelled') return 'cancelled, following what was submitted';
  if (sums.submitted < sums.all) return run.pausedAt === null ? 'step 2 of 4: submitting' : 'paused';
  if (sums.drained < sums.all) return 'step 3 of 4: draining';
  return sums.final < sums.all ? 'step 4 of 4: delivering' : 'done';
}

function toBars({ traces }: Figures, sums: Sums, forecast: Forecast): Bar[] {
  const bar = (
    label: string,
    name: keyof Figures['traces'],
    endsAt: number | null,
    isLatest = false,
  ): Bar => ({
    ...{ label, done: sums[name], all: sums.all, endsAt, isLatest },
    perMinute: paceOf(traces[name]),
  });
  return [
    bar('Submitted', 'submitted', forecast.submittedAt),
    bar('Drained', 'drained', forecast.drainedAt),
    bar('Final', 'final', forecast.finalAt, forecast.isLatest),
  ];
}

function toCounts({ outcomes, rejected, inDoubt, leftOut }: Sums): Count[] {
  const failed = outcomes.deliveryFailed + outcomes.sendingFailed;
  const counts: [number, string, Count['style']][] = [
    [outcomes.sent, 'sent', 'plain'],
    [outcomes.queued, 'queued', 'plain'],
    [failed, 'failed', 'bad'],
    [outcomes.unknown, 'unknown', 'warn'],
    [rejected, 'rejected', 'bad'],
    [inDoubt, 'in doubt', 'warn'],
    [leftOut, 'left out', 'plain'],
  ];
  return [
    { text: `${count(outcomes.delivered)} delivered`, style: 'good' },
    ...counts.flatMap(([many, word, style]) => (many > 0 ? [{ text: `${count(many)} ${word}`, style }] : [])),
  ];
}

/** What was spent, what the plan says, and how much of the limit that is with what is under way. */
function toMoney({ run }: Figures, { cost, openCost, final, all }: Sums): string[] {
  const { maxCost, maxMessages } = run.limits;
  const spent = `${formatMoney(cost)} of about ${formatMoney(run.estimate)} ${run.currency}`;
  const underWay =
    openCost > 0n
      ? [`${formatMoney(roundOff(openCost))} ${final < all ? 'under way' : 'without a price yet'}`]
      : [];
  const most = maxMessages === null ? [] : [`at most ${count(maxMessages)} messages`];
  if (maxCost === null) return [spent, ...underWay, ...most];
  const share = maxCost === 0n ? 100 : Number(((cost + openCost) * 100n) / maxCost);
  return [spent, ...underWay, `${share}% of the limit ${formatMoney(maxCost)}`, ...most];
}

/** An estimate needs no more digits than a price has. */
function roundOff(nanos: Nanos): Nanos {
  return ((nanos + 50_000n) / 100_000n) * 100_000n;
}

function toWaits({ run, hold, wait, silentUntil, graceUntil }: Figures, now: number): Waiting[] {
  const waits: Waiting[] = [];
  const add = (text: string, untilAt: number | null): void => {
    waits.push({ text, untilAt, isUsual: false });
  };
  if (run.pausedAt !== null && run.state === 'open') add('paused: nothing more is submitted', null);
  else if (hold !== null) add(tellWait(hold.why), hold.untilAt);
  if (silentUntil !== null && silentUntil > now) add('RingCentral asked for silence (429)', silentUntil);
  if (graceUntil !== null) add(tellWait('doubt'), graceUntil > now ? graceUntil : null);
  if (wait?.why === 'provider-unreachable') add(`${tellWait(wait.why)}, next try`, wait.untilAt);
  if (wait?.why === 'twin') add(tellWait(wait.why), wait.untilAt);
  if (wait?.why === 'messages' && waits.length === 0) {
    waits.push({ text: 'next look', untilAt: wait.untilAt, isUsual: true });
  }
  return waits;
}
