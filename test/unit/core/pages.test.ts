import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import { followPages, readPages } from '../../../src/core/pages.ts';

/** Reads pages that are given as their next tokens; each holds the token it was asked with. */
async function read(next: Readonly<Record<string, string | null>>, most = 10): Promise<string[]> {
  const seen: string[] = [];
  const pages = readPages(({ pageToken = '' }) =>
    Promise.resolve({ records: [pageToken], nextPageToken: next[pageToken] ?? null }),
  );
  for await (const page of pages) {
    seen.push(...page);
    if (seen.length >= most) break;
  }
  return seen;
}

describe('reading pages', () => {
  it('begins without a token and ends without a next one', async () => {
    expect(await read({ '': null })).toEqual(['']);
    expect(await read({ '': 'a', a: 'b', b: null })).toEqual(['', 'a', 'b']);
  });

  it('reads no page more than is asked for', async () => {
    expect(await read({ '': 'a', a: 'b', b: 'c' }, 2)).toEqual(['', 'a']);
  });

  it.each([
    ['to itself', { '': 'a', a: 'a' }],
    ['back to an earlier one', { '': 'a', a: 'b', b: 'a' }],
  ])('fails when a page leads %s', async (_, next) => {
    await expect(read(next)).rejects.toThrow(ProviderError);
  });
});

describe('following pages', () => {
  const unreadable = { name: 'ProviderError', detail: { failure: 'unreadable', call: 'GET page' } };
  const pageOf = (...ids: readonly string[]) => ids.map((id) => ({ id, status: `${Math.random()}` }));

  it('fails when a page comes back under another token, whatever else of its records has changed', async () => {
    let next = 0;
    const pages = followPages(() =>
      Promise.resolve({ records: pageOf('a', 'b'), nextPageToken: String(++next) }),
    );
    await pages.next();
    await expect(pages.next()).rejects.toMatchObject(unreadable);
  });

  it('fails when only empty pages come, and not because of some of them', async () => {
    let asked = 0;
    const list = (empty: number) =>
      followPages(() => {
        asked += 1;
        const isOver = asked > empty;
        return Promise.resolve({
          records: isOver ? pageOf('a') : [],
          nextPageToken: isOver ? null : String(asked),
        });
      });
    const read = async (empty: number): Promise<number> => {
      asked = 0;
      let records = 0;
      for await (const page of list(empty)) records += page.records.length;
      return records;
    };
    expect(await read(50)).toBe(1);
    await expect(read(1000)).rejects.toMatchObject(unreadable);
    expect(asked).toBeLessThan(200);
  });

  it('begins with the token that is given, and fails when that one comes back', async () => {
    const tokens: (string | undefined)[] = [];
    const pages = followPages(
      ({ pageToken }) => {
        tokens.push(pageToken);
        return Promise.resolve({ records: pageOf(pageToken ?? ''), nextPageToken: 'first' });
      },
      { pageToken: 'first' },
    );
    expect((await pages.next()).value).toMatchObject({ nextPageToken: 'first' });
    await expect(pages.next()).rejects.toMatchObject(unreadable);
    expect(tokens).toEqual(['first']);
  });

  it('takes pages for different whose records have no ids and differ', async () => {
    const cost = [1n, 2n, 3n];
    const pages = readPages(({ pageToken = '0' }) =>
      Promise.resolve({
        records: [{ cost: cost[Number(pageToken)] }],
        nextPageToken: pageToken === '2' ? null : String(Number(pageToken) + 1),
      }),
    );
    let count = 0;
    for await (const page of pages) count += page.length;
    expect(count).toBe(3);
  });
});
