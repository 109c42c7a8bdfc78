/** `UTC`, `Etc/GMT+5`, `America/Argentina/Buenos_Aires`: no bare offsets such as `+05:00`, which know no summer time. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** The IANA zone that a person means, with the spelling and the main name that Node has for it; null when it knows none. */
export function toTimeZone(name: string): string | null {
  if (!NAME.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
