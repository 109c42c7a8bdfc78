import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch, type Browser, type Page } from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export interface OpenedPage {
  readonly page: Page;
  /** The address of everything that was asked for, the page itself first. */
  readonly requests: readonly string[];
  /** What the page said on its console, threw, or asked in a dialog. */
  readonly complaints: readonly string[];
}

export type ColorScheme = 'light' | 'dark';

/** Starts the Chromium that is installed: `apt-get install chromium`. */
export async function openBrowser(): Promise<Browser> {
  // Only pages of our own are opened; its sandbox doesn't start as root.
  return launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Opens an address at a width, as a person with that color scheme sees it. */
export async function openPage(
  browser: Browser,
  address: string,
  width: number,
  scheme: ColorScheme,
): Promise<OpenedPage> {
  const page = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(address);
  return { page, requests, complaints };
}

function findChromium(): string {
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => place !== '');
  const files = places.flatMap((place) => NAMES.map((name) => join(place, name)));
  const found = files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error(`none of ${NAMES.join(', ')} is on PATH: apt-get install chromium`);
  return found;
}
