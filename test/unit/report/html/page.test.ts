import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatMoney } from '../../../../src/core/money.ts';
import type { RunSummary } from '../../../../src/report/summary.ts';
import { fakeLedger, message, nanos } from '../fake-ledger.ts';
import type { FakeBatch, FakeLedger } from '../fake-ledger.ts';
import { aLedger, aNastyLedger, makePage, NASTY } from './sample.ts';

interface Node {
  readonly textContent: string;
  readonly tagName: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

interface Page {
  readonly text: string;
  readonly summary: RunSummary;
  readonly document: Node;
}

describe('report.html', () => {
  let page: Page;
  beforeAll(async () => {
    page = await pageOf(aLedger());
  });

  it('is the same text each time it is made', async () => {
    expect((await pageOf(aLedger())).text).toBe(page.text);
  });

  it('has the figures of the summary', () => {
    const { summary } = page;
    const { messages, cost } = summary;
    expect(tilesOf(page)).toMatchObject({
      Recipients: String(summary.recipients),
      Accepted: String(messages.accepted),
      Delivered: String(messages.delivered),
      Failed: String(messages.deliveryFailed + messages.sendingFailed),
      Cost: `${cost.actual} USD`,
      Estimate: `${cost.estimated} USD`,
      'Not sent': String(messages.notSent),
      'In doubt': String(messages.inDoubt),
    });
    expect(messages).toMatchObject({ delivered: 3, notSent: 1, inDoubt: 1 });
    expect(page.document.querySelector('#headline')?.textContent).toContain(
      `${cost.unpriced} without a price yet`,
    );
  });

  it('says why people were left out before their offer', async () => {
    const recipients = [{ withheld: 'opted-out' }, { withheld: 'contacted-recently' }] as const;
    const { document } = await pageOf(fakeLedger([{ state: 'abandoned', recipients }]));
    expect(document.querySelector('#by-status')?.textContent).toContain(
      'never taken by the provider; 1 of them opted out before; another run texted 1 of them before',
    );
  });

  it.each([
    ['by-status', 'recipients'],
    ['by-error', 'errors'],
    ['rejected-rows', 'rejected rows'],
  ])('adds up in the table of %s to the %s of the summary', (id, what) => {
    const { summary } = page;
    const wanted = {
      recipients: summary.recipients,
      errors: summary.errors.reduce((sum, { count }) => sum + count, 0),
      'rejected rows': summary.rows - summary.recipients,
    }[what];
    const cells = rowsOf(page, id).map((row) => row[id === 'by-error' ? 2 : 1]);
    const total = Number(cells.pop());
    expect(total).toBe(wanted);
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(total);
  });

  it.each(['by-batch', 'by-sender'])('adds up in the table of %s to the costs of the summary', (id) => {
    const rows = rowsOf(page, id);
    const total = rows.pop();
    expect(total?.slice(-3).map((cell) => cell.replace('−', '-'))).toEqual([
      page.summary.cost.estimated,
      page.summary.cost.actual,
      expect.any(String),
    ]);
    const costs = rows.map((row) => (row.at(-2) === '–' ? 0n : nanos(row.at(-2) ?? '')));
    expect(formatMoney(costs.reduce((sum, cost) => sum + cost, 0n))).toBe(page.summary.cost.actual);
  });

  it('says in words what each chart shows', () => {
    const charts = [...page.document.querySelectorAll('figure')];
    expect(charts.length).toBe(5);
    for (const chart of charts) {
      expect(chart.querySelector('figcaption')?.textContent.trim()).not.toBe('');
      const pictures = [...chart.querySelectorAll('[role=img]')];
      expect(pictures.length).toBe(3);
      for (const picture of pictures) expect(picture.getAttribute('aria-label')).toMatch(/\d/);
    }
    expect([...page.document.querySelectorAll('svg')].length).toBe(15);
  });

  it('heads every column and row of its tables, and its sections in order', () => {
    for (const cell of page.document.querySelectorAll('th')) {
      expect(cell.getAttribute('scope')).toMatch(/^(col|row)$/);
    }
    for (const table of page.document.querySelectorAll('table')) {
      expect(table.querySelector('caption')?.textContent.trim()).not.toBe('');
    }
    const ranks = [...page.document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => tagName);
    expect(ranks[0]).toBe('H1');
    expect(ranks.filter((rank) => rank === 'H1').length).toBe(1);
    expect(ranks[1]).toBe('H2');
  });

  it('loads nothing, runs nothing and says so', () => {
    expect([
      ...page.document.querySelectorAll('script, link, img, iframe, form, object, use, [src], [href]'),
    ]).toEqual([]);
    expect(page.text).not.toMatch(/https?:|@import|url\(|\son\w+=/);
    expect(page.document.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(
      /^default-src 'none'/,
    );
  });

  it('holds no number of a recipient', () => {
    expect(page.text.match(/\+1\d{10}/g)?.filter((phone) => phone !== '+14155550100')).toEqual([]);
    expect(page.text).not.toContain('4155551');
  });

  it('says when a control is broken, and when all hold', async () => {
    expect(page.document.querySelector('#controls')?.textContent).toContain('All 5 controls hold');
    const { ledger, run } = aLedger();
    const broken = await pageOf({ ledger, run: { ...run, rows: run.rows + 1 } });
    expect(broken.document.querySelector('#controls .alert')?.textContent).toContain('Do not sign');
    expect(broken.document.querySelector('#controls .bad')?.textContent).toContain('broken');
  });

  it('begins with the incidents where there are any', async () => {
    const twice: FakeBatch = {
      state: 'duplicated',
      batchIds: ['b-1', 'b-2'],
      recipients: [message('Delivered'), message('Delivered', { position: 1 })],
    };
    const { document } = await pageOf(fakeLedger([twice]));
    expect(document.querySelector('#incidents .alert')?.textContent).toContain('may have been texted twice');
    expect(rowsOf({ document }, 'incidents')[0]?.slice(1)).toEqual(['b-1, b-2', '1', '1']);
  });

  it.each([
    ['sandbox', true],
    ['live', false],
  ] as const)('of a %s run says on top that nothing was sent: %s', async (world, isSaid) => {
    const { ledger, run } = aLedger();
    const { document } = await pageOf({ ledger, run: { ...run, world } });
    expect(document.querySelector('.banner')?.textContent.includes('nothing was really sent') ?? false).toBe(
      isSaid,
    );
  });

  it('is made of a run of which nothing is known yet', async () => {
    const { document } = await pageOf(
      fakeLedger([{ state: 'planned', recipients: [{}] }], [], {
        state: 'open',
        startedAt: null,
        finishedAt: null,
      }),
    );
    expect(document.querySelector('#over-time')?.textContent).toContain('No message is known');
    expect(document.querySelector('#by-error')?.textContent).toContain('There was no error');
    expect((await pageOf(fakeLedger([]))).document.querySelector('#by-batch')?.textContent).toContain(
      'no batch',
    );
  });

  it('shows what comes from outside as text, whatever it is', async () => {
    const nasty = await pageOf(aNastyLedger());
    expect([...nasty.document.querySelectorAll('script, img, [onerror]')]).toEqual([]);
    expect(nasty.document.querySelector('h1')?.textContent).toBe(NASTY);
    expect(nasty.document.querySelector('#by-error')?.textContent).toContain(NASTY.slice(0, 40));
    expect(nasty.text).not.toMatch(/<script|<img/i);
  });
});

async function pageOf(fake: FakeLedger): Promise<Page> {
  const { text, summary } = await makePage(fake);
  return { text, summary, document: (parseHTML(text) as unknown as { document: Node }).document };
}

function tilesOf({ document }: Page): Record<string, string> {
  const tiles = [...document.querySelectorAll('.tile')];
  const textOf = (tile: Node, selector: string): string => tile.querySelector(selector)?.textContent ?? '';
  return Object.fromEntries(tiles.map((tile) => [textOf(tile, 'dt'), textOf(tile, '.figure')]));
}

/** The cells of a section's first table, its total last. */
function rowsOf({ document }: Pick<Page, 'document'>, id: string): string[][] {
  const table = document.querySelector(`#${id} table`);
  const rows = [...(table?.querySelectorAll('tbody tr, tfoot tr') ?? [])];
  return rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim()));
}
