import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/error.ts';
import { readPages } from '../../../src/core/pages.ts';

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
