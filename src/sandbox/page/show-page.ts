import { formatInstant } from '../clock.ts';
import { listFaults } from '../faults/fault-store.ts';
import { formatNumber } from '../numbering.ts';
import { formatSettings } from '../setting-words.ts';
import { countProcessed, listBatches } from '../world/batches.ts';
import { countStatuses, listMessages } from '../world/messages.ts';
import { limitOf, peekRate, RATE_GROUPS, windowSecondsOf } from '../world/rate-gate.ts';
import {
  aggregateStatus,
  countByAvailability,
  EVERYTHING,
  listStoredIds,
  loadStored,
} from '../world/stored-messages.ts';
import type { World } from '../world/world.ts';
import { type Html, html, table } from './html.ts';
import { STYLE } from './style.ts';

/** How many of the latest batches and messages are shown. */
const LATEST = 20;

/** Headers that keep a page without scripts one, whatever stands in it. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  'Cache-Control': 'no-store',
};

/** What the sandbox holds, for a person to look at: one page of HTML without scripts or anything to load. */
export function showPage(world: World): string {
  const now = world.clock.now();
  const { seed, speed } = world.settings;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox</title>
        <link rel="icon" href="data:," />
        <style>
          ${{ html: STYLE }}
        </style>
      </head>
      <body>
        <header>
          <p class="mark">
            SANDBOX: it plays RingCentral's SMS API. Nothing here is really sent, and nobody is texted.
          </p>
          <h1>What the sandbox holds</h1>
          <p class="soft">
            It is ${formatInstant(now).slice(0, 19)}Z here; seed ${seed}; time runs ${speed} times as fast.
            Load the page again to see what is new.
          </p>
        </header>
        <main>
          ${[
            showRates(world),
            showBatches(world, now),
            showMessages(world, now),
            showStore(world, now),
            showFaults(world),
            showNumbers(world),
            showSettings(world),
          ]}
        </main>
      </body>
    </html> `;
  return page.html;
}

function showRates(world: World): Html {
  const rows = RATE_GROUPS.map((group) => {
    const { used, penaltyEndsAt } = peekRate(world, group);
    const left = Math.max(0, limitOf(world, group) - used);
    const penalty = html`<span class="bad">until ${toTime(penaltyEndsAt)}</span>`;
    return [
      ...[group, left, limitOf(world, group), `${windowSecondsOf(world, group)} s`],
      penaltyEndsAt === 0 ? 'none' : penalty,
    ];
  });
  return html`<section>
    <h2>Rate budget</h2>
    ${table(['group', 'left', 'of', 'in', 'penalty'], rows, '')}
  </section>`;
}

function showBatches(world: World, now: number): Html {
  const everything = { ...ALL_TIME, own: null, isCompleted: null, before: Number.MAX_SAFE_INTEGER };
  const rows = listBatches(world, now, { ...everything, limit: LATEST }).map((batch) => [
    ...[batch.id, toTime(batch.created_at), formatNumber(batch.own)],
    `${countProcessed(batch, now)} of ${batch.size}`,
    toState(batch.completed_at <= now ? 'Completed' : 'Processing'),
    batch.cost_at <= now ? toDollars(batch.cost) : '',
  ]);
  const columns = ['batch', 'created', 'from', 'processed', 'state', 'cost'];
  return html`<section>
    <h2>Batches</h2>
    ${table(columns, rows, 'No batch yet.')}${tellLatest(rows.length)}
  </section>`;
}

function showMessages(world: World, now: number): Html {
  const filter = { ...ALL_TIME, batchId: null, isInbound: null, parties: [], owns: [] };
  const counts = countStatuses(world, now, filter).map((row) => [
    ...[toState(row.status), row.error_code, row.count, toDollars(row.cost ?? 0)],
  ]);
  const page = { before: Number.MAX_SAFE_INTEGER, limit: LATEST };
  const rows = listMessages(world, now, filter, page).map((message) => [
    ...[toTime(message.created_at), message.is_inbound === 1 ? 'in' : 'out'],
    ...[formatNumber(message.own), formatNumber(message.party)],
    ...[toState(message.status), message.error_code, message.text],
  ]);
  return html`<section>
    <h2>High volume messages</h2>
    ${table(['state', 'error', 'messages', 'cost'], counts, 'No message yet.')}
    ${
      rows.length === 0
        ? null
        : html`<h3>The latest</h3>
            ${table(MESSAGE_COLUMNS, rows, '')}`
    }
    ${tellLatest(rows.length)}
  </section>`;
}

const MESSAGE_COLUMNS = ['created', 'way', 'our number', 'the other', 'state', 'error', 'text'];

function showStore(world: World, now: number): Html {
  const counts = Object.entries(countByAvailability(world, now));
  const ids = listStoredIds(world, now, EVERYTHING, { offset: 0, limit: LATEST });
  const rows = loadStored(world, now, ids).map((message) => [
    ...[toTime(message.created_at), message.is_inbound === 1 ? 'in' : 'out', formatNumber(message.own)],
    message.parties.map(({ party }) => formatNumber(party)).join(' '),
    toState(aggregateStatus(message)),
    message.parties.find((party) => party.error_code !== null)?.error_code ?? null,
    `${message.availability}, ${message.is_read === 1 ? 'read' : 'unread'}`,
    message.text,
  ]);
  const columns = [...MESSAGE_COLUMNS.slice(0, -1), 'in the store', 'text'];
  return html`<section>
    <h2>The extension's message store</h2>
    ${table(['availability', 'messages'], counts, '')}
    ${
      rows.length === 0
        ? null
        : html`<h3>The latest</h3>
            ${table(columns, rows, '')}`
    }
    ${tellLatest(rows.length)}
  </section>`;
}

function showFaults(world: World): Html {
  const rows = listFaults(world).map(({ fault, origin, seen, fired }) => [
    ...[fault, `${fired} of ${seen} calls`, origin === 'option' ? 'at the start' : 'while it ran'],
  ]);
  const faults = table(['fault', 'struck', 'set'], rows, 'No fault is set: everything works.');
  return html`<section>
    <h2>Faults</h2>
    ${faults}
  </section>`;
}

function showNumbers(world: World): Html {
  const rows = world.numbers.map(({ phoneNumber, kind, features, perMinute }) => [
    ...[phoneNumber, kind, features.join(', '), perMinute === 0 ? 'none' : `${perMinute} a minute`],
  ]);
  return html`<section>
    <h2>Numbers</h2>
    ${table(['number', 'kind', 'features', 'A2P'], rows, '')}
  </section>`;
}

function showSettings(world: World): Html {
  const rows = Object.entries(formatSettings(world.settings));
  return html`<section>
    <h2>Settings</h2>
    ${table(['setting', 'value'], rows, '')}
  </section>`;
}

const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };

function tellLatest(count: number): Html | null {
  return count < LATEST ? null : html`<p class="soft">The latest ${LATEST}.</p>`;
}

/** A state in its color; the word says it all without. */
function toState(state: string): Html {
  const tone = { Delivered: 'good', Completed: 'good', Received: 'good' }[state];
  return html`<span class="${tone ?? (state.endsWith('Failed') ? 'bad' : 'plain')}">${state}</span>`;
}

function toTime(instant: number): string {
  return formatInstant(instant).slice(0, 19).replace('T', ' ');
}

function toDollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(4)}`;
}
