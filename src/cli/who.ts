import { hostname, userInfo } from 'node:os';
import type { Context } from './context.ts';

/** Who acts, for the journal: the login name and the machine; behind sudo, the person who called it. */
export function whoIs(context: Context): string {
  const behind = context.io.environment['SUDO_USER'];
  return behind === undefined || behind === ''
    ? `${loginName()}@${hostname()}`
    : `${behind}@${hostname()} (sudo)`;
}

// A container may run under a number that has no name.
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
