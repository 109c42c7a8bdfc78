import { EXIT } from '../../../core/exit-code.ts';
import { failed, ok, warning, type Finding } from '../finding.ts';
import { toFailure } from '../failure-finding.ts';
import { isForbidden, type Reached } from './token.ts';

/** What the app must be allowed, by the API's name and by the Developer Console's (guide "Permissions"). */
const NEEDED = [
  { scope: 'A2PSMS', name: 'A2P SMS', purpose: 'send and follow messages' },
  { scope: 'ReadAccounts', name: 'Read Accounts', purpose: 'see which numbers may send' },
] as const;

/** Judges the permissions that the token carries, and what the provider said when we used one. */
export function judgeScopes({ identity, isCached, error }: Reached): Finding {
  const scopes = identity?.scopes ?? [];
  const missing = scopes.length === 0 ? [] : NEEDED.filter(({ scope }) => !scopes.includes(scope));
  if (missing.length > 0) {
    const wanted = missing.map(({ scope, purpose }) => `${scope} (to ${purpose})`).join(' and ');
    const names = missing.map(({ name }) => name).join(' and ');
    const stale = isCached ? '; then remove token.json from .campaign/, which keeps the old ones' : '';
    const remedy = `Give the app ${names} in the Developer Console, or ask RingCentral for it${stale}`;
    return failed(EXIT.refused, `the app has no permission ${wanted}; it has ${scopes.join(', ')}`, remedy);
  }
  if (error !== null && isForbidden(error)) return toFailure(error);
  if (scopes.length > 0) return ok(`the app has ${NEEDED.map(({ scope }) => scope).join(' and ')}`);
  return warning(
    'the provider did not say which permissions the app has',
    'See that it has A2P SMS and Read Accounts in the Developer Console',
  );
}
