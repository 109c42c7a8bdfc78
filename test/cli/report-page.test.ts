import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage } from '../harness/browser.ts';
import { openStage } from '../harness/open-stage.ts';
import { deliverable, QUICK } from '../harness/recipients.ts';
import { readReports } from '../harness/reports.ts';
import { aNastyLedger, makePage, NASTY } from '../unit/report/html/sample.ts';

const WIDTHS = [375, 768, 1280];
const SCHEMES = ['light', 'dark'] as const;
const PAGES = ['a run of the sandbox', 'a run whose every text is nasty'] as const;
const PLACES = [
  ...WIDTHS.flatMap((width) => SCHEMES.map((scheme) => [PAGES[0], width, scheme] as const)),
  ...([
    [PAGES[1], 375, 'dark'],
    [PAGES[1], 1280, 'light'],
  ] as const),
];
const MOST_SHEETS = 6;
const COLORS = '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]';
const WIDTHS_OF_CHARTS =
  '[...document.querySelectorAll("svg")].map((chart) => chart.getBoundingClientRect().width).filter(Boolean)';

describe('report.html in a browser', () => {
  const { stage, close } = openStage();
  const addresses = new Map<string, string>();
  let browser: Browser;

  beforeAll(async () => {
    await stage.openSandbox();
    stage.write('a.csv', nastyFile());
    const { code, stderr } = await stage.run(['run', 'a.csv', ...QUICK, '--max-invalid', '50%']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    stage.write('nasty.html', (await makePage(aNastyLedger())).text);
    const files = [join(readReports(stage, 'a').directory, 'report.html'), 'nasty.html'];
    for (const [index, name] of PAGES.entries()) {
      addresses.set(name, pathToFileURL(join(stage.directory, files[index] ?? '')).href);
    }
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await close();
  });

  it.each(PLACES)(
    '%s, at %i px, %s: asks for nothing, complains of nothing, scrolls only down, and can be read by everybody',
    async (name, width, scheme) => {
      const address = addresses.get(name) ?? '';
      const { page, requests, complaints } = await openPage(browser, address, width, scheme);
      expect(requests).toEqual([address]);
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      expect(await findViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('holds nothing of the rows of the file', () => {
    const text = stage.read(join(readReports(stage, 'a').directory, 'report.html'));
    expect(text).not.toMatch(/<script|onerror|alert\(/);
    expect(text).not.toContain(deliverable(1).slice(2));
  });

  it('shows one chart of each three, the one that fits', async () => {
    for (const width of WIDTHS) {
      const { page } = await openPage(browser, addresses.get(PAGES[0]) ?? '', width, 'light');
      const shown = (await page.evaluate(WIDTHS_OF_CHARTS)) as number[];
      expect(shown.length).toBe(4);
      expect(Math.max(...shown)).toBeLessThanOrEqual(width);
      await page.close();
    }
  });

  it('prints on a few sheets, in black on white', async () => {
    const { page } = await openPage(browser, addresses.get(PAGES[0]) ?? '', 1280, 'dark');
    const pdf = Buffer.from(await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeLessThanOrEqual(MOST_SHEETS);
    await page.emulateMediaType('print');
    const colors = await page.evaluate(COLORS);
    expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.close();
  });
});

/** Eight who are texted, one of them without a chance, and two who aren't, all of them with a name that bites. */
function nastyFile(): string {
  const quoted = `"${NASTY.replaceAll('"', '""')}"`;
  const phones = Array.from({ length: 8 }, (_, index) => deliverable(index + 1));
  const rows = [...phones, '120', phones[0] ?? ''].map((phone) => `${phone},Jane,${quoted}\n`);
  return `phone,first_name,${quoted}\n${rows.join('')}`;
}

async function widthOf(page: Page): Promise<unknown> {
  return page.evaluate('document.scrollingElement.scrollWidth');
}

/** What axe-core finds wrong, a line each. Its source comes in from outside: the page lets no script in. */
async function findViolations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
