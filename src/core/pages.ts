import { ProviderError } from './error.ts';
import type { Page } from './provider.ts';

/**
 * Reads pages one after another until there is no next token.
 *
 * @throws ProviderError when a token comes back: following it would never end.
 */
export async function* readPages<T>(
  read: (query: { readonly pageToken?: string }) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  const seen = new Set<string>();
  let token: string | null = null;
  do {
    const page: Page<T> = await read(token === null ? {} : { pageToken: token });
    yield page.records;
    token = page.nextPageToken;
    if (token !== null && seen.has(token)) {
      throw new ProviderError('the provider repeats a page token: the list has no end', {
        failure: 'unreadable',
        call: 'GET page',
      });
    }
    if (token !== null) seen.add(token);
  } while (token !== null);
}
