import type { RunSummary } from '../summary.ts';
import { drawByBatch } from './by-batch.ts';
import { drawByError } from './by-error.ts';
import { drawBySender } from './by-sender.ts';
import { drawByStatus } from './by-status.ts';
import { openCanvas } from './canvas.ts';
import { drawChecks, drawIncidents } from './checks.ts';
import { drawBanner, drawHeadline } from './headline.ts';
import { formatMarkup, markup, trusted } from './markup.ts';
import { drawOverTime } from './over-time.ts';
import { drawRejectedRows } from './rejected-rows.ts';
import { STYLE } from './style.ts';
import type { Timeline } from './timeline.ts';

/** Nothing may be loaded and nothing may run, whatever a later mistake lets in. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * `report.html`: a run for the people who look at it, in one file without a script and without a request. It holds no
 * phone number but the senders', is the same text for the same figures, and stays small however large the run is.
 */
export async function buildPage(summary: RunSummary, timeline: Timeline): Promise<string> {
  const canvas = await openCanvas();
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${summary.campaign}: ${summary.run}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        ${drawBanner(summary.sandbox)}
        <main>
          ${drawHeadline(summary)}${drawIncidents(summary.incidents)}${drawOverTime(canvas, timeline, summary.messages)}${drawByStatus(canvas, summary)}${drawByError(canvas, summary.errors)}${drawByBatch(canvas, summary)}${drawBySender(summary)}${drawRejectedRows(canvas, summary)}${drawChecks(summary)}
          <footer>
            All times are UTC. Every figure comes from summary.json, beside this file; each recipient is in
            messages.csv.
          </footer>
        </main>
      </body>
    </html> `;
  return `${formatMarkup(page).trimEnd()}\n`;
}
