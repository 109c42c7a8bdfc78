import type { Control } from '../controls.ts';
import type { CostDifference, Incident, RunSummary } from '../summary.ts';
import { clip, formatAmount, formatCount } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawSection } from './section.ts';
import { drawTable, explained, figures, words } from './table.ts';
import { CONTROL_WORDS } from './words.ts';

const MOST_ROWS = 20;

/** The sums that must come out, and the batches whose costs differ by source. */
export function drawChecks(summary: RunSummary): Markup {
  const { controls, differences, cost } = summary;
  const broken = controls.filter(({ ok }) => !ok).length;
  return drawSection(
    'controls',
    'Controls',
    broken === 0
      ? markup`<p>All ${controls.length} controls hold: the figures of this page agree with each other.</p>`
      : markup`<p class="alert">
          ${broken} of ${controls.length} controls do not hold. Do not sign this report.
        </p>`,
    drawControls(controls),
    differences.length === 0 ? null : drawDifferences(differences, cost.currency),
  );
}

/** What can't be mended, for the top of the page. Null where there is nothing. */
export function drawIncidents(incidents: readonly Incident[]): Markup | null {
  if (incidents.length === 0) return null;
  const recipients = incidents.reduce((sum, incident) => sum + incident.recipients, 0);
  const said = `The provider has ${incidents.length === 1 ? 'a batch' : `${incidents.length} batches`} more than once: up to ${formatCount(recipients)} recipients may have been texted twice.`;
  return drawSection(
    'incidents',
    'Incidents',
    markup`<p class="alert">${said}</p>`,
    drawTable({
      caption: 'Batches that the provider has more than once',
      columns: [
        words('Batch'),
        words('Ids at the provider'),
        ...['Recipients', 'Second messages'].map(figures),
      ],
      rows: firstOf(incidents).map(({ batch, batchIds, recipients: met, twins }) => [
        ...[formatCount(batch), batchIds.map((id) => clip(id)).join(', ')],
        ...[formatCount(met), formatCount(twins)],
      ]),
    }),
    tellRest(incidents.length),
  );
}

function drawControls(controls: readonly Control[]): Markup {
  const figure = (value: string | number): string =>
    typeof value === 'number' ? formatCount(value) : formatAmount(value);
  return drawTable({
    caption: 'Sums that must come out',
    columns: [words('Control'), ...['Expected', 'Found'].map(figures), words('Result')],
    rows: controls.map(({ name, expected, actual, ok }) => [
      explained(name, CONTROL_WORDS[name]),
      ...[figure(expected), figure(actual)],
      ok ? markup`<span class="good">✓ holds</span>` : markup`<strong class="bad">✗ broken</strong>`,
    ]),
  });
}

function drawDifferences(differences: readonly CostDifference[], currency: string): Markup {
  return markup`<h3>Batches whose costs differ by source</h3>
    <p>Worth a look, and no mistake by itself: what a batch says of itself is an estimate of the provider.</p>
    ${drawTable({
      caption: `Costs of a batch by source (${currency})`,
      columns: [
        words('Batch'),
        ...['Its messages', 'The batch itself', 'The provider’s statuses'].map(figures),
      ],
      rows: firstOf(differences).map(({ batch, cost, providerCost, statusesCost }) => [
        formatCount(batch),
        ...[cost, providerCost, statusesCost].map(formatAmount),
      ]),
    })}${tellRest(differences.length)}`;
}

function firstOf<T>(rows: readonly T[]): readonly T[] {
  return rows.slice(0, MOST_ROWS);
}

function tellRest(count: number): Markup | null {
  if (count <= MOST_ROWS) return null;
  return markup`<p>${formatCount(count - MOST_ROWS)} more are in summary.json.</p> `;
}
