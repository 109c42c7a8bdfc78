import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage } from '../harness/browser.ts';
import { BATCHES, batchOf, LONG_CODE, recipient } from './sandbox-client.ts';
import { receiveSms, sendSms } from './standard-sms.ts';
import { useWorld } from './use-world.ts';

const EVIL = `<script>alert(1)</script><img src=x onerror='alert(2)'> & "quoted"`;

const world = useWorld({ rateLimit: 50 });

/** A world with something in every part of the page. */
async function fill(): Promise<void> {
  await world().post(BATCHES, { ...batchOf(25), text: EVIL });
  await world().post('/sandbox/replies', { from: recipient(1), to: LONG_CODE, text: 'STOP' });
  const { id } = await sendSms(world(), 2, EVIL);
  await world().send('DELETE', `/restapi/v1.0/account/~/extension/~/message-store/${id}`);
  await receiveSms(world(), 3, 'Who is this?');
  await world().post('/sandbox/faults', { fault: 'GET /a2p-sms/batches: status 503 x2' });
  await world().get(BATCHES);
}

describe('the page at the root', () => {
  it('tells an empty sandbox from a broken one', async () => {
    const { status, headers, text } = await world().get('/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html;charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const words of ['No batch yet.', 'No message yet.', 'No fault is set'])
      expect(text).toContain(words);
  });

  it('shows both stores, the budget, the faults, the numbers and the settings, and that nothing is real', async () => {
    await fill();
    const { text } = await world().get('/');
    for (const words of [
      'SANDBOX',
      'Nothing here is really sent',
      'The latest 20.',
      'Who is this?',
      'Deleted, read',
      'Alive, unread',
      'GET /a2p-sms/batches: status 503 x2',
      '1 of 1 calls',
      'A2PSmsSender',
      'clock-skew',
    ]) {
      expect(text).toContain(words);
    }
    const plain = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(plain).toContain('Light 48 50 60 s none Medium 38 40 60 s none');
    expect(plain).toMatch(/sandbox-\S+ 2026-06-01 12:00:00 \+16505550100 1 of 25 Processing/);
  });

  it('takes no call from the budget, and is not in the log', async () => {
    for (let n = 0; n < 3; n += 1) await world().get('/');
    const { json } = await world().get('/sandbox/calls');
    expect(Object.keys(json.endpoints)).toEqual(['POST /restapi/oauth/token']);
    const other = await world().send('POST', '/');
    expect([other.status, other.json.errorCode]).toEqual([404, 'CMN-120']);
  });

  it('has no text of a message as markup', async () => {
    await fill();
    const { text } = await world().get('/');
    expect(text).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt; &amp;',
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
  });
});

describe('the page at the root in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
  });

  it.each([
    [375, 'light'],
    [375, 'dark'],
    [1280, 'light'],
  ] as const)('fits %i px in %s, loads nothing and runs nothing', async (width, scheme) => {
    await fill();
    const { page, requests, complaints } = await openPage(browser, world().sandbox.url, width, scheme);
    const shape = await page.evaluate(
      '({ scroll: document.documentElement.scrollWidth, dark: getComputedStyle(document.body).backgroundColor })',
    );
    expect(shape).toEqual({
      scroll: width,
      dark: scheme === 'dark' ? 'rgb(21, 24, 28)' : 'rgb(251, 251, 249)',
    });
    const own = requests.filter((url) => !url.endsWith('/favicon.ico'));
    expect(own).toEqual([`${world().sandbox.url}/`]);
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    const shot = process.env['PAGE_SHOTS'];
    if (shot !== undefined) await page.screenshot({ path: `${shot}/${width}-${scheme}.png`, fullPage: true });
    await page.close();
  });
});
