import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pagesByNumber, toNumberedPage, toPage } from '../../../src/ringcentral/paging.ts';

const RECORD = z.object({ id: z.string() });
const CALL = 'GET /list';

/** Reads replies by their page numbers, from 1. Gives the ids, and which pages were asked for. */
async function read(replies: readonly object[], page = 1) {
  const asked: number[] = [];
  const ids: string[] = [];
  const pages = pagesByNumber(
    (number) => {
      asked.push(number);
      return Promise.resolve(toNumberedPage(RECORD).parse(replies[number - 1]));
    },
    { call: CALL, page },
  );
  for await (const { records } of pages) ids.push(...records.map(({ id }) => id));
  return { ids, asked };
}

const reply = (id: string, rest: object) => ({ records: [{ id }], ...rest });

describe('pages by their numbers', () => {
  it('go on to the one that totalPages names', async () => {
    const paging = (page: number) => ({ paging: { page, totalPages: 3 } });
    const replies = [reply('a', paging(1)), reply('b', paging(2)), reply('c', paging(3))];
    expect(await read(replies)).toEqual({ ids: ['a', 'b', 'c'], asked: [1, 2, 3] });
    expect(await read(replies, 2)).toEqual({ ids: ['b', 'c'], asked: [2, 3] });
  });

  it('go on by the navigation where nobody counts them', async () => {
    const next = { navigation: { nextPage: { uri: '…' } } };
    expect(await read([reply('a', next), reply('b', { navigation: {} })])).toMatchObject({ ids: ['a', 'b'] });
  });

  it('are one page without any paging, and end with an empty one', async () => {
    expect(await read([reply('a', {})])).toMatchObject({ ids: ['a'] });
    const many = { paging: { totalPages: 9 } };
    expect(await read([reply('a', many), { records: [], ...many }])).toMatchObject({ ids: ['a'] });
  });

  it.each([
    ['the page that was read already', [reply('a', {}), reply('a', {})]],
    ['a page with another number', [reply('a', {}), reply('b', { paging: { page: 1, totalPages: 9 } })]],
  ])('fail when %s comes', async (_, replies) => {
    const many = replies.map((each) => ({ paging: { totalPages: 9 }, ...each }));
    await expect(read(many)).rejects.toMatchObject({ detail: { failure: 'unreadable', call: CALL } });
  });
});

describe('the paging of a reply', () => {
  it('by tokens may be missing or empty on the last page, and is not to be misread', () => {
    const page = toPage(RECORD);
    for (const paging of [undefined, null, {}, { nextPageToken: null }, { nextPageToken: '' }]) {
      expect(page.parse({ records: [], paging })).toEqual({ records: [], nextPageToken: null });
    }
    expect(page.safeParse({ records: [], paging: { nextPageToken: 7 } }).success).toBe(false);
    expect(page.safeParse({ paging: {} }).success).toBe(false);
  });
});
