/**
 * Where an attachment's bytes are: as its record says, which names another host than the API's
 * (`https://media.ringcentral.com`, operation readMessageContent).
 *
 * The token goes there, so it must be the API's own server, or over https a sister of it, whose name differs in its
 * first word alone; null for any other address.
 */
export function locateContent(uri: string | null, server: string): URL | null {
  if (uri === null || !URL.canParse(uri)) return null;
  const url = new URL(uri);
  const own = new URL(server);
  if (url.origin === own.origin) return url;
  const isSecure = url.protocol === 'https:' && own.protocol === 'https:' && url.port === own.port;
  return isSecure && isSister(url.hostname, own.hostname) && url.username === '' ? url : null;
}

function isSister(host: string, own: string): boolean {
  const [, ...domain] = own.split('.');
  const [, ...others] = host.split('.');
  return domain.length >= 2 && domain.join('.') === others.join('.') && /[a-z]$/.test(own);
}
