import { formatPhone, maskPhone, REJECT_CODES } from '../core/recipient.ts';
import { describeSign } from '../intake/encoding-cost.ts';
import type { PlanSample } from '../plan/draft-plan.ts';
import { choosePriceRule, describePrices, type PriceRule } from '../plan/price-list.ts';
import { describeWindow, parseWindow } from '../plan/window/window-key.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import { toPlanFigures, type DraftedPlan, type PlanFigures } from './plan-figures.ts';
import { CURRENCY } from './prepare-request.ts';
import { count } from './screen/figures.ts';
import { formatSpan } from './screen/span.ts';

/**
 * A plan on one screen: who, how many, from, the first and the longest texts, the cost, the hours, the end. Numbers are
 * masked, and texts are left out where nobody sits at a terminal: there it may be a log.
 */
export function formatPlan(
  plan: DraftedPlan,
  request: CampaignRequest,
  { clock, isInteractive }: Pick<Context, 'clock' | 'isInteractive'>,
): string {
  const { draft } = plan;
  const now = clock.now();
  const figures = toPlanFigures(plan, request, now);
  const rejected = REJECT_CODES.flatMap((code) => {
    const many = draft.rejected[code];
    return many === undefined ? [] : [`${count(many)} ${code}`];
  });
  const lines = [
    `Plan ${figures.run}`,
    line(
      'rows',
      `${count(figures.rows)} = ${count(figures.recipients)} recipients + ${count(figures.rows - figures.recipients)} rejected`,
    ),
    ...(rejected.length === 0 ? [] : [line('rejected', rejected.join(', '))]),
    ...tellOptOuts(figures, now),
    ...tellBadNumbers(plan),
    line('from', figures.from.join(', ')),
    line('batches', `${count(figures.batches)} of up to ${count(request.options.batchSize)}`),
    line('segments', tellSegments(figures)),
    ...tellEncoding(figures),
    line('cost', tellCost(plan, figures, request, now)),
    line('window', tellWindows(figures)),
    line('drains in', `about ${formatSpan(figures.drainSeconds)} at the senders' rates`),
    line('through', tellFinish(figures)),
    ...(isInteractive ? tellTexts(draft.samples, draft.longest) : []),
  ];
  return lines.join('\n');
}

function tellOptOuts({ optOutsReadAt }: PlanFigures, now: number): string[] {
  if (optOutsReadAt === null) return [];
  const age = Math.max(0, now - Date.parse(optOutsReadAt)) / 1000;
  return [
    line('opt-outs', age < 60 ? 'as of now' : `as of ${formatSpan(age)} ago; \`run\` reads them again`),
  ];
}

function tellBadNumbers({ badNumbers }: DraftedPlan): string[] {
  if (badNumbers.count === 0) return [];
  const first = badNumbers.first.map((row) => `line ${row.line} (${row.code})`).join(', ');
  const more = badNumbers.count > badNumbers.first.length ? ', …' : '';
  return [
    line('warning', `${count(badNumbers.count)} of them failed before as bad numbers: ${first}${more}`),
  ];
}

function tellSegments({ segments, encoding }: PlanFigures): string {
  const rows = encoding.ucs2Rows;
  return rows === 0 ? count(segments) : `${count(segments)}, ${count(rows)} texts are UCS-2`;
}

function tellEncoding({ encoding }: PlanFigures): string[] {
  const { signs, savedBySmartPunctuation: saved } = encoding;
  if (signs.length === 0) return [];
  const shown = signs.slice(0, 3).map(({ sign, rows, firstLine }) => {
    return `${describeSign(sign)} in ${rows === 1 ? '1 row' : `${count(rows)} rows`}, first on line ${firstLine}`;
  });
  const more = signs.length > shown.length ? ', …' : '';
  const tip = saved > 0 ? `; --smart-punctuation would save ${count(saved)} segments` : '';
  return [line('', `UCS-2 by ${shown.join(', ')}${more}${tip}`)];
}

function tellCost(
  { draft }: DraftedPlan,
  { cost }: PlanFigures,
  { options, sources }: CampaignRequest,
  now: number,
): string {
  const isUsed = ({ price }: PriceRule): boolean => draft.batches.some((batch) => batch.price === price);
  const rules = options.from.flatMap((from) =>
    (['US', 'CA'] as const).map((country) => choosePriceRule(options.price, country, from, now)),
  );
  return `about ${cost.estimated} ${CURRENCY} at ${describePrices(rules.filter(isUsed), sources.price)}`;
}

function tellWindows({ windows }: PlanFigures): string {
  const shown = windows.filter(({ window }) => window !== '');
  const [first] = shown;
  if (first === undefined) return 'none: phones may buzz at any hour';
  const rest = shown.length === 1 ? '' : `; ${count(shown.length - 1)} other hours for the rest`;
  return `${describeWindow(parseWindow(first.window))} for ${count(first.recipients)}${rest}`;
}

function tellFinish({ finishesAt }: PlanFigures): string {
  if (finishesAt === null) return 'not within 60 days';
  return `about ${finishesAt.slice(0, 16).replace('T', ' ')} UTC if it began now`;
}

function tellTexts(samples: readonly PlanSample[], longest: PlanSample | null): string[] {
  const shown = samples.map((sample, index) => line(index === 0 ? 'texts' : '', tellText(sample)));
  if (longest === null) return shown;
  const segments = longest.segments === 1 ? '1 segment' : `${longest.segments} segments`;
  return [...shown, line('longest', `${segments}, ${tellText(longest)}`)];
}

function tellText({ phone, text }: PlanSample): string {
  return `${maskPhone(formatPhone(phone))} ${quote(text)}`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}

const SHOWN = 160;

// A text from a file may hold anything: on a screen it stays on one line and can't move the cursor.
function quote(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
