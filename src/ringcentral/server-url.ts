import { InputError } from '../core/error.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks the provider's address: https, or http to this machine only, and nothing but an origin. Tokens and phone
 * numbers go to it, so an address that would send them in the clear, or to an unverified host, is refused.
 *
 * @param where where the text came from, for the message: `RC_SERVER_URL`
 * @returns the origin, without a slash at its end
 * @throws InputError with everything that is wrong
 */
export function parseServerUrl(text: string, where: string): string {
  const url = parse(text);
  const fault = url === null ? 'is not an absolute URL' : findFault(url);
  if (url === null || fault !== null) {
    throw new InputError([
      {
        where,
        found: `the server URL ${fault ?? ''}`,
        remedy: 'Use https://platform.ringcentral.com, or http:// to this machine for the sandbox',
      },
    ]);
  }
  if (url.protocol === 'https:' && process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new InputError([
      {
        where: 'NODE_TLS_REJECT_UNAUTHORIZED',
        found: 'it turns the check of certificates off',
        remedy: 'Remove it; a private certificate authority goes into NODE_EXTRA_CA_CERTS',
      },
    ]);
  }
  return url.origin;
}

function parse(text: string): URL | null {
  return URL.canParse(text.trim()) ? new URL(text.trim()) : null;
}

/** The text itself is never quoted: it may hold a password. */
function findFault(url: URL): string | null {
  if (url.username !== '' || url.password !== '') return 'holds credentials';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `starts with ${url.protocol}//`;
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    return `is http to ${url.hostname}, which would carry tokens and phone numbers in the clear`;
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'has more than a host';
  return null;
}
